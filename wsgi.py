"""The application for a web server, and for the `flask` command."""

from lms import create_app

app = create_app()
