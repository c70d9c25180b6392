"""A woman at a kiosk whose pages are photographed at each size; she finds her way without reading the words on buttons."""

import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, expect

from tests.journeys.kiosk import WAIT, Kiosk
from tests.journeys.walk import PEOPLE, endpoint
from tests.make import PIN
from tests.server import Server

SHOTS = Path("shots")
SIZES = {"kiosk": (1024, 600), "phone": (375, 700)}
TALLEST = 3000
"""Pixels of a long page that are shown."""

MAIN = "main :is(a, button).button:not(.second, [hidden])"
"""The primary button of a page."""


class Camera(Kiosk):
    """One browser in one language. What it photographs is named by who she is and what the page is."""

    def __init__(self, studio: "Studio", who: str, js: bool = True) -> None:
        super().__init__(studio.browser, studio.server.address, js)
        self.studio = studio
        self.who = who.replace(" ", "-")
        if studio.lang != "en":
            self.open("/sign-in")
            self.page.locator(f"button[name=lang][value={studio.lang}]").click()

    def enter(self, name: str, secret: str = PIN) -> "Camera":
        """Sign in, as a learner with a number or as staff with a name."""
        self.open("/sign-in" + ("" if name.isdecimal() else "?way=staff"))
        self.page.locator("#name").fill(name)
        self.page.locator("#secret").fill(secret)
        self.page.locator("#secret").press("Enter")
        expect(self.page.locator(".who-name")).to_be_visible(timeout=WAIT)
        return self

    def shoot(self, name: str, path: str = "") -> None:
        """Open the path, if one is given, and take the page that stands there now at each size."""
        if path:
            self.open(path)
        self.studio.seen.add(endpoint(self.studio.app, self.path))
        for size, (width, height) in SIZES.items():
            target = SHOTS / self.studio.lang / size / f"{self.who}-{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            self.page.set_viewport_size({"width": width, "height": height})
            tall = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.screenshot(path=target, full_page=tall <= TALLEST)
            self.studio.taken += 1
        self.page.set_viewport_size(dict(zip(("width", "height"), SIZES["kiosk"], strict=True)))

    def click(self, selector: str) -> None:
        """Press something that stays on the page, such as a fold."""
        self.page.locator(selector).first.click()

    def go(self, selector: str = MAIN) -> None:
        """Press the primary button of the page, or what is named, and wait for the page that comes of it."""
        self.page.evaluate("document.body.dataset.before = 'yes'")
        self.page.locator(f"{selector} >> visible=true").first.click()
        expect(self.page.locator("body[data-before]")).to_have_count(0, timeout=WAIT)
        self.page.wait_for_load_state()

    def send(self, action: str, also: str = ":not([type=button])") -> None:
        """Press the first button of the form that goes to this address, or one of its buttons."""
        self.go(f"main form[action*='{action}'] button{also}")

    def write(self, **fields: str) -> None:
        """Fill fields by their ids."""
        for name, words in fields.items():
            self.page.locator(f"#{name}").fill(words)

    def rate(self, rating: int) -> None:
        for line in self.page.locator("fieldset.rating").all():
            line.locator(f"input[value='{rating}']").check()

    def sign(self, who: str, secret: str = PIN) -> None:
        self.write(signer=who, signer_secret=secret)

    def attempt(self) -> str:
        """The number of the attempt in the address of the page."""
        return self.path.split("/")[2]


class Studio:
    """One served facility in one language, its browser, and the endpoints that were photographed so far."""

    def __init__(self, app: Flask, server: Server, browser: Browser, lang: str) -> None:
        self.app, self.server, self.browser, self.lang = app, server, browser, lang
        self.seen: set[str] = set()
        self.taken = 0

    def camera(self, who: str, js: bool = True) -> Camera:
        """Somebody who has signed in, by her part in the demonstration; "nobody" has not."""
        made = Camera(self, who, js)
        name, secret = PEOPLE[who]
        return made.enter(name, secret) if name else made

    def guest(self, name: str) -> Camera:
        """Somebody of the journeys, by what she signs in with."""
        return Camera(self, name).enter(name)

    def person(self, name: str) -> int:
        """The id of a person by her number or user name."""
        return int(self.server.rows("SELECT id FROM person WHERE number = :name OR username = :name", name=name)[0][0])

    def open_attempt(self, number: str, states: str = "in_progress") -> int:
        """The latest attempt of a learner in one of these states."""
        sql = "SELECT id FROM attempt WHERE person_id = :who AND state IN (SELECT value FROM json_each(:states)) ORDER BY id DESC"
        return int(self.server.rows(sql, who=self.person(number), states=json.dumps(states.split()))[0][0])


Scene = Callable[[Studio], None]
