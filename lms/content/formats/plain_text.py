"""Text without markup as Markdown that shows the very same characters."""

import re

_BACKSLASH = re.compile(r"\\(?=[\\`*_{}\[\]()>#+\-.!|]|&lt;)")
_MARKS = re.compile(r"(?P<kept>(?<!\S)_{3,}(?=[\s.,;:?!]|$)|(?<!\S)\*(?!\S)|(?<=[^\W_])_(?=[^\W_]))|[*_]")
_ANY_MARK = re.compile(r"[*_]")
_LAST_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")
_BRACKET = re.compile(r"\](?=[(\[:])")
_TAG = re.compile(r"<(?=[^\s=\d]|\d[^<>\s]*@)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BRACE = re.compile(r"\{(?=[{#])")
_START = re.compile(r"(?=[#>]|\[[^\[]*\]:|[-+*](?:\s|$)|!!!|[-*_](?:\s*[-*_]){2,}\s*$)")
_NUMBERED = re.compile(r"([0-9]+)\.(?=\s)")
_ODD_START = re.compile(r":(?=\s)|~(?=~~)")


def escaped(text: str, alone: bool = True) -> str:
    """Give plain text within a line as inline Markdown; ``alone`` says that no markup stands beside it."""
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _ENTITY.sub("&amp;", text)
    text = _TAG.sub("&lt;", text)
    text = text.replace("`", "\\`")
    text = _MARKS.sub(_mark, text) if alone else _ANY_MARK.sub(r"\\\g<0>", text)
    text = _BRACKET.sub(r"\\]", text)
    text = _BRACE.sub(r"{\\", text)
    return text if alone else _LAST_BACKSLASH.sub(r"\g<0>\\", text)


def _mark(found: re.Match[str]) -> str:
    """Leave a blank to fill in, a lone star and a bar inside a word; escape any other mark."""
    return found[0] if found["kept"] else f"\\{found[0]}"


def paragraph(inline: str) -> str:
    """Give inline Markdown as a paragraph of its own, whatever it starts with."""
    line = " ".join(inline.split())
    if odd := _ODD_START.match(line):
        return f"&#{ord(odd[0])};{line[1:]}"
    if _START.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\.", line, count=1) if _NUMBERED.match(line) else line
