"""A certificate on paper: its QR code and its PDF, drawn from the frozen content alone."""

import datetime as dt
import io
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import segno
    from fpdf import FPDF

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
FACES = {
    "Atkinson": ("atkinson-hyperlegible@5.3.0/AtkinsonHyperlegible-{}.ttf", "Regular", "Bold"),
    "DejaVu": ("dejavu-sans@2.37/DejaVuSans{}.ttf", "-Part", "-Bold-Part"),
}
"""The faces by family: where they are, and how the files of both weights end. The second writes what the first cannot."""

FAMILY = "Atkinson"
MARGIN = 22
GAP = "?"
"""What stands for a letter that no face has, such as one of a script that joins its letters or is read from the right."""

CODE = 34
"""Width of the QR code in millimetres."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper, each text in the reader's language; ``modules`` are lines of (title, date, signers).

    ``unwritten`` stands there only where a letter could not be written.
    """

    heading: str
    name: str
    did: str
    course: str
    meaning: str
    modules: Sequence[tuple[str, str, str]]
    number_words: str
    number: str
    hash: str
    issued: str
    revoked: str
    unwritten: str
    issued_at: dt.datetime


def qr(number: str, hash_: str, name: str) -> "segno.QRCode":
    """The code on a certificate: number, fingerprint and name. No address would work where there is no network."""
    import segno

    return segno.make(f"FOOTING {number}\nSHA-256 {hash_}\n{name}", micro=False, error="m")


def qr_svg(number: str, hash_: str, name: str) -> bytes:
    """The code as a picture for a page, black on white in every theme."""
    picture = io.BytesIO()
    qr(number, hash_, name).save(picture, kind="svg", scale=4, border=4, light="white", xmldecl=False)
    return picture.getvalue()


def pdf(sheet: Sheet) -> bytes:
    """The certificate as an A4 page; the same content always gives the same bytes."""
    from fpdf import FPDF
    from fpdf.enums import Align, XPos, YPos

    page = FPDF(format="A4")
    page.set_creation_date(sheet.issued_at)
    page.set_title(f"{sheet.heading}: {sheet.course}")
    page.set_margin(MARGIN)
    for family, (path, *weights) in FACES.items():
        for style, weight in zip(("", "B"), weights, strict=True):
            page.add_font(family, style, VENDOR / path.format(weight))
    page.set_fallback_fonts([family for family in FACES if family != FAMILY])
    page.add_page()
    for inset, width in ((9, 0.9), (11, 0.3)):
        page.set_line_width(width)
        page.rect(inset, inset, page.w - 2 * inset, page.h - 2 * inset)
    known = drawn_characters(page)

    def line(text: str, size: float, style: str = "", after: float = 3, align: Align = Align.C) -> None:
        page.set_font(FAMILY, style, size)
        page.multi_cell(0, size * 0.48, drawable(text, known), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        page.ln(after)

    page.set_y(MARGIN + 8)
    line(sheet.heading, 15, after=9)
    line(sheet.name, 27, "B", after=5)
    if GAP in drawable(sheet.name, known) and GAP not in sheet.name:
        line(sheet.unwritten, 9, after=4)
    line(sheet.did, 12, after=4)
    line(sheet.course, 19, "B", after=7)
    line(sheet.meaning, 11, after=8)
    if sheet.revoked:
        line(sheet.revoked, 13, "B", after=8)
    for title, date, signed in sheet.modules:
        line(title, 11.5, "B", after=0.5, align=Align.L)
        line(" · ".join(part for part in (date, signed) if part), 10.5, after=3, align=Align.L)
    _foot(page, sheet, known)
    return bytes(page.output())


def _foot(page: "FPDF", sheet: Sheet, known: Collection[str]) -> None:
    """Draw the code with the number beside it, at the end of the page."""
    from fpdf.enums import XPos, YPos

    page.set_auto_page_break(False)
    top = page.h - MARGIN - CODE
    if page.get_y() > top - 4:
        page.add_page()
    _draw_code(page, qr(sheet.number, sheet.hash, sheet.name).matrix, MARGIN, top)
    lines = (
        (sheet.number_words, 10, ""),
        (sheet.number, 17, "B"),
        (sheet.issued, 10, ""),
        (f"SHA-256 {sheet.hash}", 6.5, ""),
    )
    page.set_y(top + 3)
    for text, size, style in lines:
        page.set_x(MARGIN + CODE + 6)
        page.set_font(FAMILY, style, size)
        page.cell(0, size * 0.55, drawable(text, known), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw_code(page: "FPDF", matrix: Sequence[Sequence[int]], left: float, top: float) -> None:
    size = CODE / len(matrix)
    page.set_fill_color(0, 0, 0)
    for row, cells in enumerate(matrix):
        for column, dark in enumerate(cells):
            if dark:
                page.rect(left + column * size, top + row * size, size + 0.02, size + 0.02, style="F")


def drawn_characters(page: "FPDF") -> frozenset[str]:
    """Every character that both weights of one of the families can draw."""
    found: set[int] = set()
    for family in FACES:
        maps = []
        for style in ("", "B"):
            page.set_font(family, style, 10)
            maps.append(set(getattr(page.current_font, "cmap", ())))
        found |= maps[0] & maps[1]
    return frozenset(map(chr, found))


def drawable(text: str, known: Collection[str]) -> str:
    """Bring a text into characters that the fonts have: as it is, without its accent, or as a question mark."""
    return "".join(_nearest(char, known) for char in unicodedata.normalize("NFC", text))


def _nearest(char: str, known: Collection[str]) -> str:
    if char in known or char == "\n":
        return char
    bare = unicodedata.normalize("NFKD", char)[0]
    return bare if bare in known else GAP


def titled(titles: Mapping[str, str], lang: str) -> str:
    """The frozen title in a language, or else in its own."""
    return titles.get(lang) or titles[""]
