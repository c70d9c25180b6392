"""Every command, joined to the app; `lms` and `flask` run the same ones."""

from flask import Flask
from flask.cli import FlaskGroup

from lms.cli import audit, courses, demo, people, system


def register(app: Flask) -> None:
    """Add the commands to the app."""
    for topic in (audit, courses, demo, people, system):
        for command in topic.COMMANDS:
            app.cli.add_command(command)


def main() -> None:
    """Run `lms`."""
    from lms import create_app

    FlaskGroup(create_app=create_app)(prog_name="lms")
