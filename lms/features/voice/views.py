"""One sentence as sound, where the server has a program that speaks."""

from pathlib import Path

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from lms.features.voice import speaking
from lms.models.base import db
from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("voice")


@routes.blueprint.app_template_global()
def server_voices() -> str:
    """The languages that the server can speak, with blanks between them."""
    return " ".join(speaking.VOICES) if speaking.program(current_app.config["VOICE_PROGRAM"]) else ""


@routes.page("/voice", needs=May.SIGNED_IN)
def sentence(actor: Actor) -> ResponseReturnValue:
    """The sound of one sentence; 422 for what cannot be spoken, 404 where nothing speaks."""
    lang, words = request.args.get("lang", ""), speaking.sayable(request.args.get("text", ""))
    if lang not in speaking.VOICES or not words:
        abort(422)
    path = speaking.program(current_app.config["VOICE_PROGRAM"])
    if path is None:
        abort(404)
    db.session.rollback()  # Speaking takes a while, and no connection should wait for it.
    try:
        sound = speaking.spoken(path, Path(current_app.config["INSTANCE"]) / "voice", lang, words)
    except speaking.Busy:
        return Response(status=503, headers={"Retry-After": "2"})
    except speaking.Silent:
        abort(404)
    return Response(sound, mimetype="audio/wav")
