"""Markdown to safe HTML as the course format allows: no raw HTML, no links, no pictures but the course's own."""

import re
from dataclasses import dataclass
from functools import cache

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from lms.content import dialect
from lms.content.document import Document, Kind, Rendered
from lms.content.sanitize import plain, sanitize
from lms.content.source import without_checks

CLOSE, OPEN = dialect.CLOSE, dialect.OPEN

_LANGUAGE = "class on <code>"
"""What the fenced_code extension makes of the language after a fence; no author wrote it, so it is not reported."""

_CHECK = re.compile(f"<div>{OPEN}check:([0-9]+){CLOSE}</div>")
_FACT = re.compile(f"{OPEN}(fact:[a-z0-9-]+){CLOSE}")
_PARAGRAPH = re.compile(r"\A\s*<p>(.*)</p>\s*\Z", re.DOTALL)


def render(document: Document) -> Rendered:
    """Render one text. It may take very long on hostile input: call it through `lms.content.render` only."""
    text = document.text.replace(OPEN, "").replace(CLOSE, "")
    if document.kind == "page":
        text = without_checks(text, f"{OPEN}check:%d{CLOSE}")
    elif document.kind == "inline":
        text = " ".join(text.split())
    work = dialect.Work(document.lang, document.prefix, document.media)
    made = _engine(document.kind)
    made.work.take(work)
    made.engine.reset()
    safe, taken = sanitize(made.engine.convert(text))
    if document.kind == "inline":
        safe = _PARAGRAPH.sub(r"\1", safe)
    safe = safe.replace("⟦", "&#x27E6;")
    safe = _CHECK.sub(r"⟦check:\1⟧", safe)
    safe = _FACT.sub(r"⟦\1⟧", safe)
    notes = work.taken + [name for name in taken if name != _LANGUAGE]
    return Rendered(safe, plain(safe), tuple(dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class _Made:
    """A Markdown engine and the slot its processors read the current text's settings from."""

    engine: Markdown
    work: dialect.Work


@cache
def _engine(kind: Kind) -> _Made:
    """Build the engine for one kind of text: the extensions of the format, and raw HTML switched off."""
    work = dialect.Work()
    extensions = [
        TableExtension(use_align_attribute=True),
        FencedCodeExtension(),
        DefListExtension(),
        SaneListExtension(),
        dialect.Admonitions(work),
    ]
    if kind == "page":
        extensions.append(dialect.Footnotes(work))
    engine = Markdown(output_format="html", extensions=[] if kind == "inline" else extensions)
    engine.preprocessors.deregister("html_block")
    engine.inlinePatterns.deregister("html")
    engine.inlinePatterns.deregister("automail")
    engine.inlinePatterns.register(dialect.Address(work), "autolink", 120)
    engine.inlinePatterns.register(dialect.RawHtml(work), "html", 90)
    engine.treeprocessors.register(dialect.Finish(engine, work), "finish", 12)
    if kind == "page":
        engine.parser.blockprocessors.register(dialect.CheckToken(engine.parser), "check", 120)
        engine.inlinePatterns.register(dialect.FactToken(), "fact", 185)
    if kind == "inline":
        for name in ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference"):
            engine.parser.blockprocessors.deregister(name)
    return _Made(engine, work)
