"""The copy of a lesson for when the server is away: the words alone, for her alone, and wiped with her session."""

from tests import make_courses
from tests.make import PIN
from tests.make_world import make_world
from tests.page import Browser


def test_a_copy_holds_the_lesson_and_nothing_of_hers(app):
    world = make_world(app)
    path = f"/attempts/{world.attempts['ann working']}/lessons/read"
    ann = Browser(app, world.people["ann"])
    lesson, copy = ann.get(path), ann.get(f"{path}/copy")
    assert "You are Ann" in lesson.text
    assert copy.status == 200
    assert copy.all("h1")[0].text == lesson.all("h1")[0].text
    assert "The server is away. This is a copy to read." in copy.text
    assert [words for words in ("Ann", "Not me", "Finish", "My account", "csrf", "<form") if words in copy.html] == []
    assert copy.link("Try the server again") == path
    assert copy.response.headers["Cache-Control"] == "no-store"
    nobody = Browser(app).get(f"{path}/copy")
    assert nobody.location.startswith("/sign-in")


def test_a_copy_leaves_questions_out(app):
    world = make_world(app)
    make_courses.publish_tree(make_courses.bread())
    world.attempt("bread", "ann", "bread/dough")
    ann = Browser(app, world.people["ann"])
    found = 0
    for slug in ("mix", "knead"):
        path = f"/attempts/{world.attempts['bread']}/lessons/{slug}"
        found += len([one for one in ann.get(path).all("input") if one.get("type") == "radio"])
        assert ann.get(f"{path}/copy").all("input") == []
    assert found, "the lesson itself has some"


def test_a_change_of_person_wipes_the_copies_over_https_alone(app, people, monkeypatch):
    for scheme, expected in (("http", None), ("https", '"storage"')):
        monkeypatch.setitem(app.config, "PREFERRED_URL_SCHEME", scheme)
        kiosk = Browser(app)
        kiosk.client.environ_base["HTTP_REFERER"] = f"{scheme}://localhost/"
        page = kiosk.press(kiosk.get("/sign-in"), "Sign in", name="1001", secret=PIN, follow=False)
        assert page.location == "/"
        assert page.response.headers.get("Clear-Site-Data") == expected
        home = kiosk.get("/")
        assert home.response.headers.get("Clear-Site-Data") is None
        assert kiosk.press(home, "Finish", follow=False).response.headers.get("Clear-Site-Data") == expected


def test_the_worker_may_look_after_lessons_and_nothing_else(app, browse):
    from lms.web.assets import asset

    worker = browse().get(asset("worker.js")).response
    assert worker.headers["Service-Worker-Allowed"] == "/attempts/"
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]
    assert "Service-Worker-Allowed" not in browse().get(asset("site.js")).response.headers
