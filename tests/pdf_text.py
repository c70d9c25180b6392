"""The words of a PDF as a reader finds them: through the tables that say which letter each glyph is."""

import re
import zlib

_STREAM = re.compile(rb"(\d+) 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n(.*?)\r?\nendstream", re.S)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def lines_of(pdf: bytes) -> list[str]:
    """Every line of text in the order in which it was drawn; pieces on one height belong together."""
    streams = {int(number): _plain(head, body) for number, head, body in _STREAM.findall(pdf)}
    letters = {
        int(number): _letters(streams[int(table)])
        for number, table in re.findall(rb"(\d+) 0 obj\s*<<(?:(?!endobj).)*?/ToUnicode (\d+) 0 R", pdf, re.S)
    }
    fonts = {name: letters[int(number)] for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", pdf)}
    found: dict[tuple[int, str], str] = {}
    for number, stream in streams.items():
        font: dict[int, str] = {}
        height = ""
        for token in re.finditer(
            rb"/(F\d+) [\d.]+ Tf|([\d.-]+) ([\d.-]+) Td|\(((?:\\.|[^\\()])*)\) ?Tj|\[(.*?)\] ?TJ", stream, re.S
        ):
            name, _x, y, shown, several = token.groups()
            if name:
                font = fonts[name]
            elif y:
                height = y.decode()
            else:
                pieces = [shown] if several is None else re.findall(rb"\(((?:\\.|[^\\()])*)\)", several, re.S)
                text = "".join(_text(piece, font) for piece in pieces)
                found[(number, height)] = found.get((number, height), "") + text
    return list(found.values())


def _plain(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(body) if b"/FlateDecode" in head else body


def _letters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>(?=\s)", table)
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs if len(glyph) == 4
    }


def _text(shown: bytes, font: dict[int, str]) -> str:
    raw = re.sub(rb"\\(.)", lambda one: _ESCAPED.get(one[1], one[1]), shown, flags=re.S)
    return "".join(font[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2))
