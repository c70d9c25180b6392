"""Every command, joined to the app; `lms` and `flask` run the same ones."""

from flask import Flask
from flask.cli import FlaskGroup

from lms.cli import courses, system


def register(app: Flask) -> None:
    """Add the commands to the app."""
    for topic in (courses, system):
        for command in topic.COMMANDS:
            app.cli.add_command(command)


def main() -> None:
    """Run `lms`."""
    from lms import create_app

    FlaskGroup(create_app=create_app)(prog_name="lms")
