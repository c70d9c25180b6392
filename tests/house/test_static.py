"""The look keeps its promises: contrast of every theme and accent, nothing fetched from elsewhere, small files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lms.web.assets import _read

LMS = Path(__file__).parents[2] / "lms"
STATIC = LMS / "static"
CSS = (STATIC / "site.css").read_text("utf-8")
JS = (STATIC / "site.js").read_text("utf-8")
FACE = STATIC / "vendor" / "atkinson-hyperlegible@5.3.0"
FONTS = [FACE / "atkinson-hyperlegible-400.woff2", FACE / "atkinson-hyperlegible-700.woff2"]
MORE_FONTS = [FACE / "atkinson-hyperlegible-400-more.woff2", FACE / "atkinson-hyperlegible-700-more.woff2"]
PDF_FONTS = [FACE / "AtkinsonHyperlegible-Regular.ttf", FACE / "AtkinsonHyperlegible-Bold.ttf"]

THEMES = ("light", "dark", "contrast")
ACCENTS = ("teal", "blue", "plum", "green", "rust")
GROUNDS = ("page", "sheet", "tint", "plain-tint", "good-tint", "wait-tint", "stop-tint")
TEXT = (
    *(("ink", ground) for ground in GROUNDS),
    *((words, ground) for words in ("accent", "deep") for ground in GROUNDS),
    *(("soft", ground) for ground in ("page", "sheet", "tint", "plain-tint")),
    *((tone, ground) for tone in ("good", "wait", "stop") for ground in ("page", "sheet", f"{tone}-tint")),
    *(("plain", "plain-tint"), ("on-accent", "accent"), ("on-accent", "deep"), ("on-bar", "bar")),
)
CONTROLS = (
    *((line, ground) for line in ("edge", "accent", "stop") for ground in ("page", "sheet", "tint")),
    *(("focus", ground) for ground in GROUNDS),
)
SIGNS = "áéíóúüñÁÉÍÓÚÜÑ¿¡★–—“”‘’…½¼¾⅛⅜⅝⅞×÷−≤≥°✓→⟵"

Tokens = dict[str, str]


def rules(css: str) -> Iterator[tuple[str, Tokens]]:
    """Each selector on the top level with the tokens it sets."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    bare = re.sub(r"@(?:media|container)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare):
        found = dict(re.findall(r"--([a-z-]+):\s*([^;]+);", body))
        if found:
            yield selector.strip(), {name: value.strip() for name, value in found.items()}


def tokens(css: str, theme: str, accent: str) -> Tokens:
    """What the custom properties come to on `<html data-theme=… data-accent=…>`, `var()` followed."""
    marks = {f'[data-theme="{theme}"]', f'[data-accent="{accent}"]'}
    heard: list[tuple[int, Tokens]] = []
    for selector, found in rules(css):
        wanted = set(re.findall(r"\[[^]]+\]", selector))
        if selector == ":root" or (selector.startswith("html[") and wanted <= marks):
            heard.append((len(wanted), found))
    made: Tokens = {}
    for _, found in sorted(heard, key=lambda pair: pair[0]):
        made |= found
    return {name: made[value[6:-1]] if value.startswith("var(--") else value for name, value in made.items()}


def light(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def too_faint(made: Tokens, pairs: tuple[tuple[str, str], ...], least: float) -> list[str]:
    ratios = [(front, back, contrast(made[front], made[back])) for front, back in pairs]
    return [f"{front} on {back}: {ratio:.2f}" for front, back, ratio in ratios if ratio < least]


def from_elsewhere(text: str) -> list[str]:
    """What would make a browser ask another server, or what our content policy would refuse."""
    plain = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    calls = r"(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s'\")]*|data:[a-z]+/[^\s'\")]*|@import[^;]*"
    refused = r"\b(?:eval|Function)\(|\.style\.[a-z]+ *=|setAttribute\(\"style\""
    return re.findall(f"{calls}|{refused}", plain, re.I)


def missing_files(css: str) -> list[str]:
    return [name for name in re.findall(r"url\([\"']?([^)\"']*)[\"']?\)", css) if not (STATIC / name).is_file()]


def unshown(macros: str, parts: str) -> list[str]:
    """Macros for pages that the page of all parts does not show; it shows `summary` and `csrf` through others."""
    names = re.findall(r"{%-? macro ([a-z]\w*)\(", macros)
    return [name for name in names if f"m.{name}(" not in parts and name != "summary"]


def test_contrast_is_what_a_hand_calculator_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("theme", THEMES)
def test_text_and_controls_stand_out(theme: str, accent: str) -> None:
    made = tokens(CSS, theme, accent)
    assert too_faint(made, TEXT, 7 if theme == "contrast" else 4.5) == []
    assert too_faint(made, CONTROLS, 3) == []


def test_every_accent_in_the_stylesheet_is_measured() -> None:
    named = set(re.findall(r'data-accent="([a-z]+)"', CSS))
    assert named == set(ACCENTS) - {"teal"}
    plum = tokens(CSS, "light", "plum")
    assert plum["bar"] == plum["deep"] != tokens(CSS, "light", "teal")["deep"]


def test_a_faint_token_is_noticed() -> None:
    faint = CSS.replace("--soft: #5a5247", "--soft: #a09a90").replace("--edge: #7b7061", "--edge: #d0c8bb")
    made = tokens(faint, "light", "teal")
    assert "soft on page" in " ".join(too_faint(made, TEXT, 4.5))
    assert "edge on sheet" in " ".join(too_faint(made, CONTROLS, 3))
    dark = CSS.replace("--accent: #a3c7f7", "--accent: #31527f")
    assert too_faint(tokens(dark, "dark", "blue"), TEXT, 4.5)
    assert not too_faint(tokens(dark, "dark", "teal"), TEXT, 4.5)


def test_paper_is_black_and_white() -> None:
    paper = CSS[CSS.index("@media print") :]
    colours = set(re.findall(r"#[0-9a-f]{6}", paper))
    assert colours == {"#000000", "#222222", "#999999", "#ffffff"}
    screen = {name for _, found in rules(CSS) for name, value in found.items() if value.startswith("#")}
    left = screen - set(re.findall(r"--([a-z-]+):", paper))
    assert left == {"on-accent", "bar", "on-bar", "focus", "halo"}, "parts that paper does not show"


@pytest.mark.parametrize("name", ["site.css", "site.js", "listen.js", "editor.css", "editor.js", "favicon.svg"])
def test_nothing_comes_from_elsewhere(name: str) -> None:
    assert from_elsewhere((STATIC / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "fault",
    [
        'src: url("https://fonts.example.org/a.woff2");',
        "background: url(//cdn.example.org/a.png);",
        "background: url(data:image/png;base64,AAAA);",
        '@import "other.css";',
        'fetch("http://example.org/stay");',
        'element.style.color = "red";',
        'eval("1")',
    ],
)
def test_a_call_elsewhere_is_noticed(fault: str) -> None:
    assert from_elsewhere(CSS + fault) != []


def test_every_url_in_the_stylesheet_is_a_file_of_ours() -> None:
    assert len(re.findall(r"url\(", CSS)) == 4
    assert missing_files(CSS) == []
    assert missing_files(CSS + 'a { background: url("gone.png"); }') == ["gone.png"]


def test_a_first_visit_stays_light() -> None:
    """Of the 30 kB of a first visit, these leave about 3 kB for the page itself."""
    assert [font.name for font in [*FONTS, *MORE_FONTS] if font.stat().st_size > 12_000] == []
    sent = sum(len(_read(name)[1]) for name in ("site.css", "site.js", "favicon.svg"))
    assert sent + sum(font.stat().st_size for font in FONTS) < 27_000


def too_long(text: str, most: int) -> bool:
    return len(text.splitlines()) > most or any(len(line) > 260 for line in text.splitlines())


def test_the_stylesheet_and_the_script_stay_readable() -> None:
    assert not too_long(CSS, 400)
    assert not too_long(JS, 280)
    assert too_long(CSS + "\n" * 100, 400)
    assert too_long(re.sub(r"\n\s*", " ", JS), 280), "a script on one line is no shorter"


def letters(*fonts: Path) -> set[int]:
    return {code for font in fonts for code in TTFont(font).getBestCmap()}


def lacking(font: Path, signs: str) -> list[str]:
    return [sign for sign in signs if ord(sign) not in letters(font)]


def asked_for(css: str) -> set[int]:
    """The characters for which a browser fetches the second pair of fonts."""
    pairs = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css[: css.index("/* Tokens")])
    return {code for first, last in pairs for code in range(int(first, 16), int(last or first, 16) + 1)}


@pytest.mark.parametrize("font", [*FONTS, *PDF_FONTS], ids=lambda font: font.name)
def test_the_font_has_the_signs_that_lessons_use(font: Path) -> None:
    ascii_signs = "".join(map(chr, range(0x20, 0x7F)))
    assert lacking(font, ascii_signs + SIGNS) == []
    assert lacking(font, "漢") == ["漢"]


def test_other_latin_letters_come_only_when_a_name_needs_them() -> None:
    assert lacking(MORE_FONTS[0], "çãêöøłŁşđžȘ") == []
    assert asked_for(CSS).isdisjoint(letters(*FONTS))
    assert letters(*MORE_FONTS) <= asked_for(CSS)
    assert not asked_for(CSS.replace("U+C0, U+C2-C8", "U+C0-C8")).isdisjoint(letters(*FONTS)), "Á is in the first pair"


def test_the_font_keeps_its_licence() -> None:
    licence = (FACE / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Braille Institute" in licence


def test_every_part_stands_on_the_page_of_parts() -> None:
    macros = (LMS / "templates/macros.html").read_text("utf-8")
    parts = (LMS / "templates/style/parts.html").read_text("utf-8")
    assert len(re.findall(r"{%-? macro [a-z]", macros)) > 20
    assert unshown(macros, parts) == []
    assert unshown(macros + "{%- macro lost(text) -%}", parts) == ["lost"]


def blocks_paint(head: str, css: str) -> list[str]:
    """What the first paint would wait for, beside the one stylesheet: more of those, scripts in its way, fonts."""
    found = re.findall(r'<link rel="stylesheet"[^>]*>', head)[1:]
    found += [tag for tag in re.findall(r"<script[^>]*>", head) if " defer" not in tag]
    faces = [face for face in re.findall(r"@font-face \{.*?\}", css, re.S) if "url(" in face]
    return found + [face for face in faces if "font-display: swap" not in face]


def test_words_are_painted_before_fonts_and_scripts_are_there() -> None:
    head = "".join((LMS / f"templates/frame/{part}.html").read_text("utf-8") for part in ("head", "top"))
    assert '<link rel="stylesheet"' in head
    assert blocks_paint(head, CSS) == []
    assert blocks_paint(head.replace(" defer", ""), CSS) != []
    assert blocks_paint(head.replace("<link", '<link rel="stylesheet" href="more.css"><link', 1), CSS) != []
    assert len(blocks_paint(head, CSS.replace("font-display: swap", "font-display: block"))) == 4


def test_the_fonts_of_the_kiosk_are_made_as_high_as_ours() -> None:
    """Else the swap to our font moves the lines and counts as a later paint."""
    lines = TTFont(FONTS[0])["hhea"]
    found = re.findall(r"size-adjust: ([\d.]+)%; ascent-override: ([\d.]+)%; descent-override: ([\d.]+)%", CSS)
    assert len(found) == CSS.count("local(") / 2 == 2
    for size, ascent, descent in found:
        assert float(size) * float(ascent) / 10 == pytest.approx(lines.ascent, abs=2)
        assert float(size) * float(descent) / 10 == pytest.approx(-lines.descent, abs=2)
