"""The command for a first look: a demo facility with made-up people, in a database of its own."""

import datetime as dt
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from lms import demo as builder
from lms.cli.courses import compile_all, read_all
from lms.config import ROOT
from lms.features.authoring.actions import publish
from lms.features.search.actions import index_lessons
from lms.models.base import db
from lms.models.people import Facility


def demo_app(instance: Path) -> Flask:
    """The app on the demo's own database, migrated, with the starter courses and the demo facility in it."""
    from lms import create_app

    app = create_app(DEMO=True, INSTANCE=str(instance), DATABASE_URL="")
    with app.app_context():
        upgrade()
        if db.session.scalar(sa.select(Facility.id)) is None:
            db.session.rollback()  # Reading and rendering the courses takes a moment; no transaction waits for it.
            found, facts = read_all([ROOT / "courses"])
            made = compile_all(found)
            now = dt.datetime.now(dt.UTC)
            for course, compiled in made:
                publish(course, compiled, facts, None, now - dt.timedelta(days=60))
            builder.build(now)
            db.session.commit()  # The whole facility is there, or none of it.
        elif index_lessons():
            db.session.commit()  # A demo of before the search.
    return app


@click.command("demo")
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=8000, help="Port to listen on.")
@click.option("--instance", default=str(ROOT / "instance" / "demo"), help="Folder of the demo's database.")
@click.option("--no-serve", is_flag=True, help="Only build it.")
def demo(host: str, port: int, instance: str, no_serve: bool) -> None:
    """Build a demo facility and serve it. Its database is its own: a real one is never touched."""
    app = demo_app(Path(instance))
    click.echo("People in this demonstration (none of them is real):")
    click.echo(builder.sign_ins())
    if no_serve:
        return
    from waitress import serve as serve_app

    click.echo(f"Footing is at http://{host}:{port}  (stop with Ctrl+C)")
    serve_app(app, host=host, port=port, threads=8, ident=None)
