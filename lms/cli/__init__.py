"""Every command, joined to the app; `lms` and `flask` run the same ones."""

import sys
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup

from lms.config import ROOT
from lms.models.base import db

PLACES = {
    "audit": "audit:audit",
    "verify": "audit:verify_number",
    "check": "courses:check",
    "courses": "courses:courses",
    "demo": "demo:demo",
    "questions": "questions:questions",
    "setup": "people:setup",
    "slip": "people:slip",
    "serve": "system:serve",
    "backup": "system:backup",
    "restore": "system:restore",
    "upgrade": "system:upgrade",
    "words": "words:words",
}
"""Where each command stands: its file here, and its name in it."""


class Commands(AppGroup):
    """The commands, each loaded when it is run: a process that only serves does without most of the program."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self.app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *PLACES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        join_alembic(self.app)
        if cmd_name not in PLACES:
            return super().get_command(ctx, cmd_name)
        file, name = PLACES[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"lms.cli.{file}"), name)
        return command


def join_alembic(app: Flask) -> None:
    """Join the migrations; only commands need them, and Alembic weighs 9 MB in a process that serves."""
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def register(app: Flask) -> None:
    """Add the commands to the app; a program that has loaded Flask-Migrate itself gets the migrations at once."""
    app.cli = Commands(app)
    if "flask_migrate" in sys.modules:
        join_alembic(app)


def main(**settings: Any) -> None:
    """Run `lms`."""
    from lms import create_app

    FlaskGroup(create_app=create_app)(prog_name="lms", **settings)
