"""How soon a lesson is on the screen of an old kiosk: largest contentful paint on a slow processor and a slow line.

Chromium makes itself slow: the processor 6 times, the line 1.6 Mbit a second, and 150 ms before each answer. It does not
slow the opening of a connection; add one round trip for that. A first visit has an empty cache, a second one is the same
page opened again by a browser that has been there. The median of a few visits counts.
"""

import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import FLAGS, chromium

SLOWER = 6
BYTES_A_SECOND = 1_600_000 / 8
ROUND_TRIP_MS = 150
VISITS = 5
GOALS = (1.0, 0.8)
"""Seconds, for a first and a second visit."""

LAST_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
    const last = list.getEntries().at(-1);
    done([last.startTime, last.element?.tagName.toLowerCase() ?? "gone", performance.getEntriesByType("paint").at(-1).startTime]);
}).observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass(frozen=True)
class Paint:
    """Seconds until something, and until the largest thing, is to be seen; and what that largest thing is."""

    first: float
    largest: float
    what: str


def slow_page(context: BrowserContext) -> Page:
    """A page in a browser that is as slow as an old kiosk on a poor line."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    devtools.send("Network.enable")
    line = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND, "latency": ROUND_TRIP_MS}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **line})
    return page


def visit(page: Page, url: str) -> Paint:
    """Open a page and wait until it is quiet."""
    page.goto(url, wait_until="networkidle")
    largest, what, first = page.evaluate(LAST_PAINT)
    return Paint(first / 1000, largest / 1000, what)


def first_and_second(browser: Browser, url: str, cookie: str) -> tuple[Paint, Paint]:
    """A first visit by a browser of its own, and then a second one."""
    name, _, value = cookie.partition("=")
    context = browser.new_context(viewport={"width": 1024, "height": 600})
    context.add_cookies([{"name": name, "value": value, "url": url}])
    page = slow_page(context)
    first = visit(page, url)
    page.goto("about:blank")
    second = visit(page, url)
    context.close()
    return first, second


def middle(paints: list[Paint]) -> Paint:
    """The paint whose largest thing came at the median."""
    return sorted(paints, key=lambda one: one.largest)[len(paints) // 2]


def report(pages: dict[str, str], cookie: str) -> None:
    """Print the figures of each page, given by its name and address."""
    path = chromium()
    if path is None:
        print("no Chromium here: largest contentful paint was not measured")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        first_and_second(browser, next(iter(pages.values())), cookie)  # The browser itself starts up.
        print(f"{'largest paint, s':<26}{'median':>8}{'spread':>14}{'first':>8}  goal")
        for name, url in pages.items():
            visits = [first_and_second(browser, url, cookie) for _ in range(VISITS)]
            for which, goal, paints in zip(("first", "second"), GOALS, zip(*visits, strict=True), strict=True):
                line(f"{name}, {which} visit", goal, list(paints))
        browser.close()


def line(name: str, goal: float, paints: list[Paint]) -> None:
    """One row; `first` is the first paint of anything."""
    found, times = middle(paints), [one.largest for one in paints]
    assert found.largest == statistics.median_high(times)
    spread = f"{min(times):.2f}–{max(times):.2f}"
    wanted = f"{goal} {'reached' if found.largest <= goal else 'MISSED'} (its {found.what})"
    print(f"{name:<26}{found.largest:>8.2f}{spread:>14}{found.first:>8.2f}  {wanted}")
