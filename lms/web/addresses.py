"""What may stand in an address: a host, numbers that a database column can hold, and characters that people can see."""

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map, PathConverter, UnicodeConverter


class Number(IntegerConverter):
    """A whole number of nine digits at most, which every key column holds; any other address leads nowhere."""

    regex = r"[0-9]{1,9}"


class Words(UnicodeConverter):
    """One part of a path, without control characters and halves of characters: no name here has any."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = r"[^/\x00-\x1f\x7f\ud800-\udfff]{1,400}"


class Place(PathConverter):
    """A path of a file, with the same care."""

    regex = r"[^/\x00-\x1f\x7f\ud800-\udfff][^\x00-\x1f\x7f\ud800-\udfff]{0,399}?"


def set_up(app: Flask) -> None:
    """Let every route read its variables so, and refuse a host that cannot be one before anything else is asked."""
    app.url_map.converters |= {"int": Number, "default": Words, "string": Words, "path": Place}

    @app.before_request
    def host() -> ResponseReturnValue | None:
        if not isinstance(request.routing_exception, BadRequest):
            return None
        words = _("The page sent something we could not read. Go back and try again.")
        return words, 400, {"Content-Type": "text/plain; charset=utf-8"}  # No page can be made: it has no address.
