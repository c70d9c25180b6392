"""A page under test: every page that any test opens is held against the house rules for pages."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import Flask

from lms.models.base import db
from tests import make

BANNED = re.compile(r"\b(inmate|offender|felon|convict|addict|failed)\b|wrong!", re.IGNORECASE)
opened: set[str] = set()
"""Endpoints that some test has opened; at the end of a full run `tests.opened` asks for all of them."""

REFUSED = (400, 403, 404, 405)
"""Answers after which nobody has seen the page."""


class HouseRule(AssertionError):
    """A page breaks a rule of the house."""


class Page:
    """What came back: its status, its words, its forms."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.location: str = response.headers.get("Location", "")
        self.html: str = response.get_data(as_text=True)
        self.is_html = "text/html" in response.headers.get("Content-Type", "") and bool(self.html)
        self.root: Element | None = None
        if self.is_html and not 300 <= self.status < 400:
            self.root = check(self.html)

    @property
    def text(self) -> str:
        """All words a person can read, with single spaces."""
        assert self.root is not None
        return " ".join(" ".join(self.root.find("body").itertext()).split())  # type: ignore[union-attr]

    def all(self, tag: str) -> list[Element]:
        assert self.root is not None
        return list(self.root.iter(tag))

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form that goes to ``action`` (its end is enough), with the values they hold now."""
        for form in self.all("form"):
            if urlsplit(form.get("action", "")).path.endswith(action):
                return dict(_fields(form))
        raise AssertionError(f"no form to {action} here: {[f.get('action') for f in self.all('form')]}")

    def link(self, words: str) -> str:
        """The address behind a link with these words."""
        for a in self.all("a"):
            if words in " ".join(" ".join(a.itertext()).split()):
                return a.get("href", "")
        raise AssertionError(f"no link {words!r} here")

    def action(self, words: str) -> tuple[str, dict[str, str]]:
        """The address and the fields of the form whose button has these words."""
        for form in self.all("form"):
            for button in form.iter("button"):
                if words in " ".join("".join(button.itertext()).split()):
                    fields = dict(_fields(form))
                    if button.get("name"):
                        fields[button.get("name", "")] = button.get("value", "")
                    return button.get("formaction") or form.get("action", ""), fields
        raise AssertionError(f"no button {words!r} here")


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        name = field.get("name")
        if not name or field.tag == "button":
            continue
        if field.tag == "input" and field.get("type") in ("radio", "checkbox") and field.get("checked") is None:
            continue
        if field.tag == "textarea":
            yield name, (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            chosen = [o for o in field.iter("option") if o.get("selected") is not None] or list(field.iter("option"))
            yield name, chosen[0].get("value", "") if chosen else ""
        else:
            yield name, field.get("value", "")


def _to_mend(every: list[Element]) -> Iterator[str]:
    """What is amiss with a summary of errors: each line leads to its field, in the order of the page."""
    place = {e.get("id"): n for n, e in enumerate(every)}
    for summary in (e for e in every if e.get("class") == "error-summary"):
        led = [(a.get("href") or "").removeprefix("#") for a in summary.iter("a")]
        if any(id_ not in place for id_ in led):
            yield f"a summary of errors leads to no field: {led}"
        elif led != sorted(led, key=place.__getitem__):
            yield f"a summary of errors in another order than the page: {led}"


def check(html: str) -> Element:
    """Hold one page against the rules; raise `HouseRule` with what is amiss."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    lines = html.splitlines()
    problems = [f"not valid HTML: {kind} {about} in {lines[at[0] - 1]!r}" for at, kind, about in parser.errors]
    every = list(root.iter())
    text = " ".join(" ".join(root.find("body").itertext()).split())  # type: ignore[union-attr]
    problems += [f"{tag} must not stand in a page" for tag in ("style",) if any(e.tag == tag for e in every)]
    problems += ["inline script" for e in every if e.tag == "script" and not e.get("src")]
    problems += [f"inline style on {e.tag}" for e in every if e.get("style")]
    problems += [f"{n} on {e.tag}" for e in every for n in e.attrib if n.startswith("on")]
    heads = [e for e in every if e.tag == "h1"]
    title = "".join(root.find("head/title").itertext()) if root.find("head/title") is not None else ""  # type: ignore[union-attr]
    if len(heads) != 1:
        problems.append(f"{len(heads)} h1")
    else:
        words = " ".join("".join(heads[0].itertext()).split())
        start = " ".join(title.removeprefix("Error: ").split())
        if not words or not start.startswith(words[:60]):
            problems.append(f"title {title!r} does not start with the heading {words!r}")
    if not title.endswith("Footing"):
        problems.append(f"title {title!r} does not end with the name of the product")
    if not root.get("lang"):
        problems.append("no lang")
    ids = Counter(e.get("id") for e in every if e.get("id"))
    problems += [f"id {i} stands {n} times" for i, n in ids.items() if n > 1]
    if "main" not in ids:
        problems.append("no main part to skip to")
    problems += _to_mend(every)
    foot = [e.get("href") for part in every if part.tag == "footer" for e in part.iter("a")]
    if foot[:1] != ["/help"]:
        problems.append("the first link of the foot does not lead to help")
    labelled = {e.get("for") for e in every if e.tag == "label"}
    for e in every:
        if e.tag in ("input", "select", "textarea") and e.get("type") not in ("hidden", "submit"):
            inside = any(e in list(label.iter()) for label in every if label.tag == "label")
            if not (e.get("id") in labelled or e.get("aria-label") or e.get("aria-labelledby") or inside):
                problems.append(f"no label for {e.get('name')}")
        if e.tag == "img" and e.get("alt") is None:
            problems.append("a picture without alt")
        posts = e.tag == "form" and (e.get("method") or "get").lower() == "post"
        if posts and not any(f.get("name") == "csrf_token" for f in e.iter("input")):
            problems.append(f"form to {e.get('action')} without a token")
        for name in ("href", "src", "action"):
            if re.match(r"(?i)\s*(https?:)?//|javascript:|data:", e.get(name) or ""):
                problems.append(f"{e.tag} points away: {e.get(name)}")
        target = e.get("href") or ""
        if e.tag == "a" and target.startswith("#") and len(target) > 1 and target[1:] not in ids:
            problems.append(f"link to nowhere: {target}")
    if found := BANNED.search(text):
        problems.append(f"the word {found.group()!r}")
    if problems:
        raise HouseRule(f"{title}: " + "; ".join(problems[:8]))
    return root


class Browser:
    """A kiosk in a test: it holds cookies and checks each page it opens."""

    def __init__(self, app: Flask, person_id: int | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.queries: list[str] = []
        if person_id is not None:
            token = make.make_session(person_id, app.config["CLOCK"]())
            with self.client.session_transaction() as session:
                session.update({"_user_id": token, "csrf_token": f"{person_id}.{token}"})
        db.session.remove()

    def get(self, url: str, follow: bool = False) -> Page:
        return self._open("GET", url, follow=follow)

    def post(self, url: str, data: Any = None, follow: bool = True) -> Page:
        data = dict(data or {})
        if "csrf_token" not in data:
            data["csrf_token"] = Page(self._fresh("/look")).form("/look")["csrf_token"]
        return self._open("POST", url, data=data, follow=follow)

    def press(self, page: Page, words: str, /, follow: bool = True, **changed: Any) -> Page:
        """Press the button with these words, with the form's fields as they stand but for those ``changed``."""
        url, fields = page.action(words)
        return self.post(url, {**fields, **changed}, follow=follow)

    def _open(self, method: str, url: str, follow: bool, data: Any = None) -> Page:
        db.session.remove()
        with counted() as queries:
            response = self._fresh(url, method=method, data=data, follow_redirects=False)
        self.queries = queries
        if response.status_code not in REFUSED:
            self._note(url, method)
        db.session.remove()
        if follow and response.status_code in (302, 303):
            return self._open("GET", response.headers["Location"], follow=True)
        return Page(response)

    def _fresh(self, url: str, **given: Any) -> Any:
        """Send a request outside the test's own application context, as a server would."""
        return Context().run(self.client.open, url, **given)

    def _note(self, url: str, method: str) -> None:
        from werkzeug.exceptions import HTTPException

        adapter = self.app.url_map.bind("localhost")
        try:
            endpoint, _ = adapter.match(urlsplit(url).path, method=method)
        except HTTPException:
            return
        opened.add(endpoint)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement that reaches the database, but for BEGIN."""
    seen: list[str] = []

    def listen(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", listen)
