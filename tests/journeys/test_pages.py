"""Every page that each role can reach by links: axe is content, nothing scrolls sideways, targets are large."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from werkzeug.exceptions import HTTPException

from tests.journeys.kiosk import WAIT
from tests.journeys.looks import problems

pytestmark = pytest.mark.browser
MOST = 60
MISSING = "/no-such-page"
NOT_PAGES = re.compile(r"pdf|code|media|export|download|zip|file|static")
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
}
LEAST = {"nobody": 5, "coordinator": 15, "auditor": 3, "admin": 5, "peer mentor": 4}
"""How many pages each person reaches at the least; where nothing is said, 6."""


def endpoint(app, path: str) -> str:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path)[0])
    except HTTPException:
        return ""


IN_SPANISH = ("nobody", "returned", "mentor", "coordinator")
"""Whose pages are looked at in Spanish too: longer words, other line ends."""


@pytest.mark.parametrize(
    ("who", "lang"), [(who, "English") for who in PEOPLE] + [(who, "Español") for who in IN_SPANISH]
)
def test_every_page_in_reach_is_good_for_everybody(demo, shared_server, kiosk, who, lang):
    name, secret = PEOPLE[who]
    woman = kiosk(shared_server)
    if lang != "English":
        woman.open("/sign-in")
        woman.press(lang)
    ways = ["/sign-in", "/sign-in?way=staff", "/verify", "/help", "/signed-out", MISSING]
    if name:
        woman.open("/sign-in" + ("" if name.isdecimal() else "?way=staff"))
        woman.page.locator("#name").fill(name)
        woman.page.locator("#secret").fill(secret)
        woman.page.locator("#secret").press("Enter")
        expect(woman.page.locator(".who-name")).to_be_visible(timeout=WAIT)
        assert woman.page.locator("html").get_attribute("lang") == ("en" if lang == "English" else "es")
        ways = ["/"]
    seen, opened, found = Counter(), set(ways), []
    while ways and sum(seen.values()) < MOST:
        way = ways.pop(0)
        reply = woman.page.goto(way)
        assert reply is not None
        assert reply.status == (404 if way == MISSING else 200), way
        found += [f"{woman.path}: {one}" for one in problems(woman.page)]
        seen[endpoint(demo, woman.path)] += 1
        for href in woman.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))"):
            place = endpoint(demo, href)
            if not place or NOT_PAGES.search(place) or href in opened or seen[place] + planned(demo, ways, place) >= 1:
                continue
            opened.add(href)
            ways.append(href)
    assert found == [], "\n".join(found)
    assert sum(seen.values()) >= LEAST.get(who, 6), seen


def planned(app, ways: list[str], place: str) -> int:
    return sum(endpoint(app, way) == place for way in ways)
