"""What a page looks like to everybody: axe, no sideways scroll on a small screen or with large text, large targets."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.journeys.kiosk import SCREEN

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = {"width": 320, "height": 600}
TARGET = 44
"""CSS pixels, at the least, of whatever is pressed."""

SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
        + "p { margin-bottom: 2em !important; }");
    document.adoptedStyleSheets = [sheet];
}"""
"""The spacing that people with dyslexia set for themselves (WCAG 1.4.12)."""

THEMES = ("dark", "contrast")
RUN_CONTRAST = """() => axe.run({runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]})
    .then(found => found.violations.flatMap(one => one.nodes.slice(0, 3).map(node => node.html.slice(0, 120))))"""

RUN_AXE = """tags => axe.run({runOnly: tags, resultTypes: ["violations"]}).then(found => found.violations.map(
    one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | ")}`))"""

TOO_WIDE = """() => {
    const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
    if (wide <= room) return [];
    const out = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > room + 1);
    return [`${wide} px wide in ${room}: ${out.slice(0, 3).map(one => one.outerHTML.slice(0, 100)).join(" | ")}`];
}"""

TOO_SMALL = """least => {
    const found = [];
    for (const one of document.querySelectorAll("button, a.button, summary, select, textarea, input:not([type=hidden])")) {
        const boxes = [one, ...(one.labels && one.matches("[type=radio], [type=checkbox]") ? one.labels : [])]
            .map(part => part.getBoundingClientRect()).filter(box => box.width && box.height);
        if (!boxes.length || getComputedStyle(one).visibility === "hidden") continue;
        const high = Math.max(...boxes.map(box => box.height)), wide = Math.max(...boxes.map(box => box.width));
        if (high < least - 0.1 || wide < least - 0.1) {
            found.push(`${Math.round(wide)}x${Math.round(high)}: ${one.outerHTML.slice(0, 100)}`);
        }
    }
    return found;
}"""


def problems(page: Page) -> list[str]:
    """Everything that is amiss on the page as it stands; the page is left as it was."""
    page.evaluate(AXE_SCRIPT)
    found: list[Any] = [f"axe {one}" for one in page.evaluate(RUN_AXE, TAGS)]
    found += [f"target {one}" for one in page.evaluate(TOO_SMALL, TARGET)]
    look = page.evaluate("({...document.documentElement.dataset})")
    for theme in THEMES:
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += [f"contrast in {theme}: {one}" for one in page.evaluate(RUN_CONTRAST)]
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", look["theme"])
    page.set_viewport_size(SMALL)
    found += [f"at 320 px: {one}" for one in page.evaluate(TOO_WIDE)]
    found += [f"target at 320 px {one}" for one in page.evaluate(TOO_SMALL, TARGET)]
    page.evaluate(SPACED)
    found += [f"at 320 px, spaced: {one}" for one in page.evaluate(TOO_WIDE)]
    page.evaluate("document.adoptedStyleSheets = []")
    page.evaluate("document.documentElement.dataset.size = '200'")
    found += [f"at 320 px and 200 %: {one}" for one in page.evaluate(TOO_WIDE)]
    page.evaluate("size => { document.documentElement.dataset.size = size }", look["size"])
    page.set_viewport_size(SCREEN)
    return found
