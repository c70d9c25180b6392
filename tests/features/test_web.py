"""The web around all features: addresses that lead nowhere, trouble with the database, headers, and how pages look."""

import logging
import sqlite3

import pytest
import sqlalchemy as sa
from flask import redirect
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from lms.models.base import db
from lms.models.people import Facility, Person
from lms.web import errors
from tests.addresses import ENDPOINTS, VARIABLE, everybody, things
from tests.make import PIN
from tests.make_world import make_world
from tests.page import Page


def raw(kiosk, method, path, **more):
    """Ask for a path as it stands, without anybody tidying it up on the way."""
    return kiosk.client.open(method=method, path="/", environ_overrides={"PATH_INFO": path, **more})


# Addresses


def test_numbers_that_no_column_holds_lead_nowhere(app):
    world = make_world(app)
    people = everybody(world)
    numbers = ("2147483648", "999999999", "9" * 19, "-1", "0x1", "1.0", "٣", "1e3")
    assert {people["coordinator"].ask("GET", f"/people/{number}").status_code for number in numbers} == {404}
    seen = 0
    for endpoint, (_row, kind) in ENDPOINTS.items():
        rule = app.extensions["rules"][endpoint]
        if "<int:" not in rule.url:
            continue
        values = next(things(world, kind)).values
        for number in ("2147483648", "9" * 5000):
            url = VARIABLE.sub(lambda f, v=values, n=number: n if "<int:" in f[0] else str(v[f[1]]), rule.url)
            assert people["coordinator"].ask(rule.method, url).status_code == 404, url
            seen += 1
    assert seen > 80


def test_signs_that_no_name_has_lead_nowhere(app):
    world = make_world(app)
    people = everybody(world)
    seen = 0
    for endpoint, (_row, kind) in ENDPOINTS.items():
        rule = app.extensions["rules"][endpoint]
        values = next(things(world, kind)).values
        if "<" not in rule.url.replace("<int:", ""):
            continue
        for hidden in ("%00", "a%00b", "%01", "%7f", "%0a", "%ed%a0%80", "%ff", "%f0%9f%8c%b1", "%25", "a" * 5000):
            url = VARIABLE.sub(lambda f, v=values, h=hidden: str(v[f[1]]) if "<int:" in f[0] else h, rule.url)
            assert people["learner"].ask(rule.method, url).status_code == 404, url
            seen += 1
    assert seen > 100


NOWHERE = [
    ("GET", "/.git/config", 404),
    ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
    ("GET", "/../../etc/passwd", 404),
    ("GET", "/static/x/../../config.py", 404),
    ("GET", "//evil.test/", 404),
    ("GET", "/courses/..", 404),
    ("GET", "/wp-login.php", 404),
    ("GET", "/\x00", 404),
    ("TRACE", "/", 405),
    ("PUT", "/", 405),
    ("DELETE", "/people/1", 405),
    ("GET", "/finish", 405),
    ("POST", "/record", 405),
    ("ANYTHING", "/", 405),
]


def test_addresses_that_lead_nowhere_get_a_plain_page(browse, people):
    kiosk = browse(people.ann)
    token = kiosk.get("/look").form("/look")["csrf_token"]
    for method, path, status in NOWHERE:
        answer = raw(kiosk, method, path, HTTP_X_CSRFTOKEN=token)
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, (method, path)
        assert ("Page not found" if status == 404 else "That did not work") in page
        assert "Go to the first page" in page
        assert not answer.headers.get("Location")


def test_a_host_that_cannot_be_one_gets_a_plain_answer(browse, people):
    kiosk = browse(people.ann)
    said = set()
    for host in ("evil test", "a/../b", "x\x00y", "[::1", "a" * 5000, "<script>", "", "u:p@host:80:80", "é" * 300):
        for method in ("GET", "POST"):
            answer = raw(kiosk, method, "/", HTTP_HOST=host)
            page = answer.get_data(as_text=True)
            said.add((answer.status_code, page[:25]))
            assert answer.status_code in (200, 400, 405), (host, answer.status_code)
            assert host == "" or host not in page, "no address is made from it"
            assert answer.headers["Content-Security-Policy"]
    assert (400, "The page sent something w") in said


def test_no_address_is_ever_made_from_the_host(browse, people):
    kiosk = browse()
    answer = raw(kiosk, "GET", "/record", HTTP_HOST="evil.test")
    assert answer.headers["Location"] == "/sign-in?next=/record"
    assert "evil.test" not in raw(kiosk, "GET", "/sign-in", HTTP_HOST="evil.test").get_data(as_text=True)


# Values that no column holds, and a database that is away


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30])
def test_a_number_that_no_column_holds_is_no_fault_of_ours(browse, people, number):
    kiosk = browse(people.ann)
    page = kiosk.post("/kept/drop", {"kept": number})
    assert page.status == 400
    assert "The page sent something we could not read. Go back and try again." in page.text
    assert kiosk.get("/").status == 200


def test_a_text_that_no_column_holds_is_no_fault_of_ours(app, browse, people):
    """PostgreSQL cannot hold a NUL; whatever slips past the forms is refused calmly."""
    kiosk = browse(people.ann)
    for error in (DataError("INSERT", {}, Exception("NUL")), OverflowError("too large")):
        with app.test_request_context("/"):
            _html, status, _headers = errors.unreadable(error)
        assert status == 400
    assert kiosk.get("/people?q=%00").status == 403


def test_when_the_database_is_away_she_is_told_so_and_can_go_on_later(app, browse, people, facility):
    """Even who she is cannot be read then."""
    kiosk = browse(people.ann)
    token = kiosk.get("/look").form("/look")["csrf_token"]
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE sign_in RENAME TO away"))
    if "postgresql" in app.config["SQLALCHEMY_DATABASE_URI"]:
        with pytest.raises(DBAPIError):  # A table that is not there is a fault of ours to PostgreSQL.
            kiosk.get("/")
    else:
        opened, sent = kiosk.get("/"), kiosk.post("/look", {"csrf_token": token, "theme": "dark"})
        assert [opened.status, sent.status] == [503, 503]
        assert "This page could not be opened now. What you saved is safe." in opened.text
        assert "The server is busy. Your text is still on your page. Try again." in sent.text
        for page in (opened, sent):
            assert page.response.headers["Retry-After"] == "5"
            assert "Ann" not in page.text
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO sign_in"))
    assert "Ann Learns" in kiosk.get("/").text


@pytest.mark.parametrize(
    ("came_from", "leads"),
    [
        ("http://localhost/courses?a=1", "/courses?a=1"),
        ("http://localhost/no-such-page", ""),
        ("http://localhost//elsewhere.example/x", ""),
        ("http://elsewhere.example/courses", ""),
        ("", ""),
    ],
)
def test_a_page_that_did_not_work_leads_back_to_where_she_came_from_and_nowhere_else(browse, people, came_from, leads):
    page = Page(browse(people.ann)._fresh("/no-such-page", headers={"Referer": came_from}))
    assert (page.link("Go back") if "Go back" in page.text else "") == leads
    assert page.link("Go to the first page") == "/"


def test_when_nothing_can_be_written_reading_goes_on(app, browse, people, clock):
    """The sign of life is not worth a page."""
    kiosk = browse(people.ann)
    clock.move(minutes=2)

    def refuse(connection, cursor, statement, *rest):
        if statement.startswith("UPDATE sign_in"):
            raise OperationalError(statement, {}, sqlite3.OperationalError("database or disk is full"))

    sa.event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        assert "Ann Learns" in kiosk.get("/").text
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", refuse)


def test_a_fault_of_ours_is_said_calmly_with_a_reference_that_stands_in_the_log(
    app, browse, people, monkeypatch, caplog
):
    def planted(**values):
        raise RuntimeError("planted secret")

    monkeypatch.setitem(app.view_functions, "catalogue.index", planted)
    kiosk = browse(people.ann)
    with pytest.raises(RuntimeError, match="planted"):
        kiosk.get("/courses")
    monkeypatch.setitem(app.config, "CALM_ERRORS", True)
    with caplog.at_level(logging.ERROR):
        page = kiosk.get("/courses")
    assert page.status == 500
    assert "Something went wrong on our side. What you saved before is safe. Go back and try again." in page.text
    assert "planted" not in page.html
    reference = page.text.rsplit("Reference ", 1)[1][:4]
    assert f"reference {reference}" in caplog.text


def test_a_connection_that_broke_is_trouble_that_passes(app, browse, people, monkeypatch):
    def planted(**values):
        raise DBAPIError("SELECT", {}, Exception("gone"), connection_invalidated=True)

    monkeypatch.setitem(app.view_functions, "catalogue.index", planted)
    monkeypatch.setitem(app.config, "CALM_ERRORS", True)
    page = browse(people.ann).get("/courses")
    assert (page.status, page.response.headers["Retry-After"]) == (503, "5")


def test_an_answer_that_leads_on_is_not_made_into_a_page(app, browse, people, monkeypatch):
    from werkzeug.exceptions import HTTPException

    def planted(**values):
        raise HTTPException(response=redirect("/record"))

    monkeypatch.setitem(app.view_functions, "catalogue.index", planted)
    assert browse(people.ann).get("/courses").location == "/record"


def test_what_is_far_too_large_is_refused_calmly(browse, people):
    page = browse(people.ann).post("/look", {"theme": "x" * 3_000_000})
    assert page.status == 413
    assert "That was too long to take in." in page.text


# How pages look, before and after signing in


def look(kiosk, **chosen):
    return kiosk.press(kiosk.get("/look"), "Save", **chosen)


def shown(page):
    return {name: page.root.get(name) for name in ("lang", "data-theme", "data-size")}


def test_the_look_is_chosen_before_signing_in_and_goes_with_the_browser(browse, people):
    kiosk = browse()
    assert shown(kiosk.get("/sign-in")) == {"lang": "en", "data-theme": "light", "data-size": "100"}
    look(kiosk, theme="contrast", size="150", lang="es")
    page = kiosk.get("/sign-in")
    assert shown(page) == {"lang": "es", "data-theme": "contrast", "data-size": "150"}
    page = kiosk.press(page, "Entrar", name="1001", secret=PIN)
    assert shown(page) == {"lang": "es", "data-theme": "light", "data-size": "100"}, "her own look, the chosen language"
    kiosk.press(page, "Terminar")
    assert shown(kiosk.get("/sign-in"))["lang"] == "en", "the next woman begins afresh"


def test_her_own_language_and_look_win_everywhere(browse, people):
    kiosk = browse(people.ann)
    look(kiosk, theme="dark", size="200", lang="es")
    hers = {"lang": "es", "data-theme": "dark", "data-size": "200"}
    assert shown(kiosk.get("/")) == hers
    other = browse()
    look(other, theme="contrast", size="125", lang="en")
    page = other.press(other.get("/sign-in"), "Sign in", name="1001", secret=PIN)
    assert shown(page) == hers
    assert shown(browse(people.bea).get("/"))["lang"] == "en"


def test_where_she_has_chosen_no_language_the_facilitys_counts(browse, people):
    db.session.execute(sa.update(Facility).values(language="es"))
    db.session.commit()
    assert shown(browse(people.ann).get("/"))["lang"] == "es"
    db.session.execute(sa.update(Person).where(Person.id == people.ann).values(lang="en"))
    db.session.commit()
    assert shown(browse(people.ann).get("/"))["lang"] == "en"


def test_a_look_that_is_none_is_refused_and_a_made_up_one_is_ignored(browse, people):
    kiosk = browse()
    assert look(kiosk, theme="neon").status == 422
    assert look(kiosk, size="1000").status == 422
    with kiosk.client.session_transaction() as session:
        session.update(theme="neon", size=7, lang="xx")
    assert shown(kiosk.get("/sign-in")) == {"lang": "en", "data-theme": "light", "data-size": "100"}
