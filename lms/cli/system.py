"""Commands for the person who looks after the server: serve, upgrade, back up, check."""

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("serve")
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for the whole facility network.")
@click.option("--port", default=8000, help="Port to listen on.")
@click.option("--threads", default=8, help="Requests worked on at the same time.")
@with_appcontext
def serve(host: str, port: int, threads: int) -> None:
    """Serve the product with waitress."""
    from waitress import serve as serve_app

    click.echo(f"Footing is at http://{host}:{port}")
    serve_app(current_app._get_current_object(), host=host, port=port, threads=threads, ident=None)


COMMANDS = [serve]
