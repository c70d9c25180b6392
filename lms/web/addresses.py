"""What may stand in an address: numbers that a database column can hold, and characters that people can see."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

LARGEST = 2**31 - 1
"""The largest number that a key column holds on every database."""


class Number(IntegerConverter):
    """A whole number up to `LARGEST`; any other address leads nowhere."""

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


class Words(UnicodeConverter):
    """One part of a path, without control characters and halves of characters: no name here has any."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = r"[^/\x00-\x1f\x7f\ud800-\udfff]{1,400}"


def set_up(app: Flask) -> None:
    """Let every route read its variables so."""
    app.url_map.converters |= {"int": Number, "default": Words, "string": Words}
