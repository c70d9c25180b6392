"""Walking through the product by its links, as each person there is: every page in reach once."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import expect
from werkzeug.exceptions import HTTPException

from tests.journeys.kiosk import WAIT, Kiosk

MISSING = "/no-such-page"
NOT_PAGES = re.compile(r"pdf|code|media|export|download|zip|file|static|csv")
PEOPLE = {
    "nobody": ("", ""),
    "just beginning": ("1001", "407319"),
    "waiting": ("1002", "528640"),
    "in a quiz": ("1003", "639751"),
    "returned": ("1004", "740862"),
    "at the practical": ("2004", "417293"),
    "mentor": ("mo", "green river walk"),
    "peer mentor": ("2005", "417293"),
    "instructor": ("ivy", "quiet winter bread"),
    "coordinator": ("cora", "yellow window story"),
    "admin": ("ada", "seven summer stones"),
    "auditor": ("olga", "417293"),
    "peer mentor of the demonstration": ("1005", "851973"),
    "auditor of the demonstration": ("otto", "silver morning field"),
}


def begin(woman: Kiosk, who: str, spanish: bool = False) -> list[str]:
    """Sign that person in, in the language asked for, and give the pages where her walk begins."""
    name, secret = PEOPLE[who]
    if spanish:
        woman.open("/sign-in")
        if woman.page.locator("html").get_attribute("lang") != "es":
            woman.press("Español")
    if not name:
        return ["/sign-in", "/sign-in?way=staff", "/verify", "/help", "/signed-out", MISSING]
    woman.open("/sign-in" + ("" if name.isdecimal() else "?way=staff"))
    woman.page.locator("#name").fill(name)
    woman.page.locator("#secret").fill(secret)
    woman.page.locator("#secret").press("Enter")
    expect(woman.page.locator(".who-name")).to_be_visible(timeout=WAIT)
    assert woman.page.locator("html").get_attribute("lang") == ("es" if spanish else "en")
    return ["/"]


def endpoint(app: Flask, path: str) -> str:
    """What an address leads to; empty where it leads nowhere."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path)[0])
    except HTTPException:
        return ""


def walk(app: Flask, woman: Kiosk, ways: list[str], most: int) -> Iterator[str]:
    """Open page after page by their links, one of each kind, and give the endpoint of the one that stands there now."""
    seen: Counter[str] = Counter()
    opened = set(ways)
    while ways and seen.total() < most:
        way = ways.pop(0)
        reply = woman.page.goto(way)
        assert reply is not None
        assert reply.status == (404 if way == MISSING else 200), way
        hrefs = woman.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        here = endpoint(app, woman.path)
        seen[here] += 1
        yield here
        for href in hrefs:
            place = endpoint(app, href)
            planned = sum(endpoint(app, way) == place for way in ways)
            if (
                place
                and not NOT_PAGES.search(f"{place} {href}")
                and href not in opened
                and not seen[place]
                and not planned
            ):
                opened.add(href)
                ways.append(href)
