"""Bad input and the answer a person gets: never a blank page, a trace or jargon, and never lost words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt, PracticalSave
from lms.models.people import Person, PersonRole
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from tests import page as pages
from tests.make import PIN
from tests.make_served import make_passed, make_sitting, publish_courses

VECTORS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "%n%s%x",
    "' OR 1=1--",
    "\u202ereversed\u2069 and \u200bhidden",
    "𝕳𝖊𝖑𝖑𝖔 👩🏽‍🌾 añil Ł",
)
"""What a woman may type, or paste; each is her text and nothing else."""


@pytest.fixture
def garden(app, people):
    publish_courses("garden", "notes")


def stored(query):
    """Read past the page, in a session of its own."""
    db.session.remove()
    found = db.session.execute(query).all()
    db.session.remove()
    return found


@pytest.mark.parametrize("typed", VECTORS)
def test_what_is_typed_is_shown_as_typed(garden, browse, people, typed):
    try_id = make_sitting(people.ann, "notes/notes")
    ann = browse(people.ann)
    here = f"/tries/{try_id}/questions/bed"
    ann.press(ann.get(here), "Save and continue", answer=typed)
    assert ann.get(here).form("/answers/bed")["answer"] == typed
    assert stored(sa.select(Answer.value)) == [(typed,)]
    attempt = make_passed(people.bea)
    bea = browse(people.bea)
    work = f"/attempts/{attempt}/practical"
    page = bea.press(bea.get(work), "Save for later", words=typed)
    assert page.form("/practical")["words"] == typed
    assert not [e for e in page.all("svg") if e.get("onload")]
    assert not [e for e in page.all("img") if e.get("src") == "x"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"a%00b", "ab"),
        (b"a%01%1Fb", "ab"),
        (b"a%ED%A0%80b", "a%ED%A0%80b"),
        (b"a%FFb", "a%FFb"),
        (b"one%0D%0Atwo%0Dthree", "one\ntwo\nthree"),
    ],
)
def test_characters_nobody_can_see_never_break_a_save(garden, browse, people, sent, kept):
    try_id = make_sitting(people.ann, "notes/notes")
    ann = browse(people.ann)
    form = ann.get(f"/tries/{try_id}/questions/bed").form("/answers/bed")
    body = b"answer=" + sent + f"&csrf_token={form['csrf_token']}&save_key=k1&based_on=0".encode()
    reply = ann._fresh(
        f"/tries/{try_id}/answers/bed", method="POST", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code == 302
    assert stored(sa.select(Answer.value)) == [(kept,)]


def test_a_hidden_character_in_a_name_is_named_by_its_place(people, browse):
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in"), "Sign in", name="10\x0001", secret=PIN)
    assert page.status == 422
    assert "Remove the hidden character at position 3." in page.text
    assert page.form("/sign-in")["name"] == "10\ufffd01", "it stands where she can see it"


@pytest.mark.parametrize("length", [20_001, 1_000_000])
def test_an_essay_that_is_too_long_comes_back_whole(garden, browse, people, length):
    try_id, attempt = make_sitting(people.ann, "notes/notes"), make_passed(people.bea)
    essay = ("So it began. " * (length // 13 + 1))[:length]
    ann, bea = browse(people.ann), browse(people.bea)
    page = ann.press(ann.get(f"/tries/{try_id}/questions/bed"), "Save and continue", answer=essay)
    assert page.status == 422
    assert "Too long (limit 20,000 characters). Your text is still on this page." in page.text
    assert page.form("/answers/bed")["answer"] == essay
    page = bea.press(bea.get(f"/attempts/{attempt}/practical"), "Save for later", words=essay)
    assert page.status == 422
    assert page.form("/practical")["words"] == essay
    assert stored(sa.select(AnswerSave.id).where(AnswerSave.try_id == try_id)) == []
    assert stored(sa.select(PracticalSave.id)) == []


def test_five_megabytes_are_refused_in_words(garden, browse, people):
    try_id = make_sitting(people.ann, "notes/notes")
    ann = browse(people.ann)
    page = ann.press(ann.get(f"/tries/{try_id}/questions/bed"), "Save and continue", answer="x" * 5_000_000)
    assert page.status == 413
    assert "too long" in page.text
    fields = {f"field-{n}": "x" for n in range(100_000)}
    page = ann.post(f"/tries/{try_id}/answers/bed", {**fields, "answer": "Dig."})
    assert page.status in (200, 413)


HERS = (
    "/attempts/{attempt}",
    "/attempts/{attempt}/lessons/dig",
    "/attempts/{attempt}/quiz",
    "/attempts/{attempt}/practical",
    "/attempts/{attempt}/sign-off",
    "/attempts/{attempt}/sign-here",
    "/attempts/{attempt}/review",
    "/tries/{sitting}",
    "/tries/{sitting}/questions/bed",
    "/tries/{sitting}/check",
    "/tries/{sitting}/result",
)
"""Pages of one learner's work."""
HER_ACTS = (
    "/attempts/{attempt}/lessons/dig/read",
    "/attempts/{attempt}/quiz/start",
    "/attempts/{attempt}/practical",
    "/attempts/{attempt}/submit",
    "/attempts/{attempt}/take-back",
    "/tries/{sitting}/answers/bed",
    "/tries/{sitting}/close",
)


def test_another_learners_id_is_the_same_as_a_missing_one(garden, browse, people):
    attempt, sitting = make_passed(people.ann), make_sitting(people.ann, "notes/notes")
    bea = browse(people.bea)
    for url in HERS:
        hers, none = bea.get(url.format(attempt=attempt, sitting=sitting)), bea.get(url.format(attempt=9, sitting=9))
        assert (hers.status, none.status) == (404, 404), url
        assert faceless(hers) == faceless(none)
    before = counts()
    for url in HER_ACTS:
        sent = {"answer": "Mine now.", "words": "Mine now.", "own_work": "y"}
        hers = bea.post(url.format(attempt=attempt, sitting=sitting), sent)
        none = bea.post(url.format(attempt=9, sitting=9), sent)
        assert (hers.status, none.status) == (404, 404), url
        assert faceless(hers) == faceless(none)
    assert counts() == before
    ann = browse(people.ann)
    assert ann.get(HERS[3].format(attempt=attempt)).status == 200, "to its own learner it is there"


def faceless(page) -> str:
    """A page without what differs from one to the next anyway."""
    return re.sub(r'(value|content)="[^"]{20,}"', "", page.html)


def counts() -> list[int]:
    tables = (Attempt, AnswerSave, PracticalSave, QuizTry)
    return [stored(sa.select(sa.func.count()).select_from(table))[0][0] for table in tables]


def test_fields_that_a_form_does_not_have_change_nothing(garden, browse, people):
    try_id = make_sitting(people.ann, "notes/notes")
    extra = {
        **{"role": "coordinator", "roles": "coordinator", "score": "100", "points": "1", "out_of": "1"},
        **{"percent": "100", "passed": "1", "closed_at": "2020-01-01", "state": "approved", "locked": "0"},
        **{"person_id": str(people.bea), "facility_id": "2", "attempt_id": "9", "must_change": "0", "now": "1970"},
    }
    ann = browse(people.ann)
    wrong = {"answer": stored_option(ann, try_id, "A tool")}
    ann.press(ann.get(f"/tries/{try_id}/questions/soil"), "Save and continue", **wrong, **extra)
    ann.press(ann.get("/look"), "Save", size="150", **extra)
    answer = stored(sa.select(Answer.points, Answer.out_of, Answer.try_id))
    assert answer == [(0.0, 1, try_id)]
    attempt = stored(sa.select(Attempt.state, Attempt.person_id, Attempt.facility_id))
    assert attempt == [("in_progress", people.ann, 1)]
    assert stored(sa.select(PersonRole.role).where(PersonRole.person_id == people.ann)) == [("learner",)]
    assert stored(sa.select(QuizTry.percent, QuizTry.passed, QuizTry.closed_at)) == [(None, None, None)]
    assert stored(sa.select(Person.text_size).where(Person.id == people.bea)) == [(100,)]
    assert ann.get("/people").status in (403, 404)


def stored_option(ann, try_id: int, words: str) -> str:
    """The value of the option with these words."""
    page = ann.get(f"/tries/{try_id}/questions/soil")
    (label,) = [e for e in page.all("label") if words in "".join(e.itertext())]
    (option,) = [e for e in page.all("input") if e.get("id") == label.get("for")]
    return option.get("value", "")


def test_the_last_step_first_leads_to_the_step_that_comes_before_it(garden, browse, people):
    ann = browse(people.ann)
    page = ann.press(ann.get("/courses/garden"), "Start this course")
    page = ann.press(page, "Start this module")
    here = ann.get("/").link("Continue")
    attempt = re.search(r"/attempts/(\d+)/", here).group(1)  # type: ignore[union-attr]
    for path in ("quiz", "practical"):
        reply = ann.get(f"/attempts/{attempt}/{path}")
        assert reply.location == f"/attempts/{attempt}/lessons/dig?first=1"
        assert "Finish this step first." in ann.get(reply.location).text
    page = ann.get(f"/attempts/{attempt}/sign-off")
    assert "These steps are left before you can ask." in page.text
    page = ann.post(f"/attempts/{attempt}/submit", {"own_work": "y"})
    assert page.status == 422
    assert "These steps are left" in page.text
    assert ann.post(f"/attempts/{attempt}/quiz/start", follow=False).location.endswith("/lessons/dig?first=1")
    assert "/courses/garden" in ann.post("/courses/garden/water/start", follow=False).location
    assert counts() == [1, 0, 0, 0]


def test_an_answer_after_the_try_was_closed_is_kept_and_said_to_be_late(garden, browse, people):
    make_passed(people.ann, "garden/soil")
    ((try_id, percent),) = stored(sa.select(QuizTry.id, QuizTry.percent))
    ann = browse(people.ann)
    page = ann.post(f"/tries/{try_id}/answers/bed", {"answer": "I also rake.", "save_key": "late", "based_on": "1"})
    assert "Received late; your mentor will decide." in page.text
    assert "I also rake." in page.text
    assert stored(sa.select(AnswerSave.value).where(AnswerSave.outcome == "late")) == [("I also rake.",)]
    assert stored(sa.select(QuizTry.percent)) == [(percent,)]
    again = ann.post(f"/tries/{try_id}/answers/bed", {"answer": "I also rake.", "save_key": "late", "based_on": "1"})
    assert again.status == 200
    assert len(stored(sa.select(AnswerSave.value).where(AnswerSave.outcome == "late"))) == 1


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: a=b",
        " //evil.example",
        "evil.example",
    ],
)
def test_the_way_on_after_sign_in_stays_on_this_site(people, browse, target):
    kiosk = browse()
    page = kiosk.get("/sign-in")
    reply = kiosk.press(page, "Sign in", name="1001", secret=PIN, next=target, follow=False)
    assert reply.status == 302
    place = reply.location
    assert place.startswith("/")
    assert not re.sub(r"[\t\r\n]", "", place).startswith(("//", "/\\"))
    assert "evil" not in place or re.fullmatch(r"/(%[0-9A-F]{2})+/?evil.example", place) is None


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example"])
def test_another_name_for_this_host_gets_into_no_link(people, browse, host):
    kiosk = browse(people.ann)
    reply = kiosk._fresh("/", headers={"Host": host})
    assert host not in reply.get_data(as_text=True)
    reply = browse()._fresh("/record", headers={"Host": host})
    assert reply.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/..%2f..%2fetc%2fpasswd", 404),
        ("GET", "/.git/config", 404),
        ("GET", "/static/x/%2e%2e/%2e%2e/config.py", 404),
        ("GET", "/static/x/..%2fconfig.py", 404),
        ("GET", "/media/..%2f..%2fsecret_key", 404),
        ("GET", "/instance/footing.db", 404),
        ("GET", "/attempts/99999999999999999999999999", 404),
        ("GET", "/attempts/-1", 404),
        ("GET", "/tries/1/questions/%00", 404),
        ("GET", "/tries/1/questions/%ED%A0%80", 404),
        ("GET", "/courses/%27%20OR%201=1--", 404),
        ("GET", "/?check=" + "9" * 5000, 200),
        ("TRACE", "/", 405),
        ("DELETE", "/record", 405),
        ("PUT", "/sign-in", 405),
        ("GET", "/finish", 405),
    ],
)
def test_odd_addresses_get_a_plain_page(people, browse, method, path, status):
    reply = browse(people.ann)._fresh(path, method=method)
    assert reply.status_code == status
    page = pages.Page(reply)
    assert "Traceback" not in page.html
    assert "root:" not in page.html


def test_a_check_in_a_lesson_bears_any_address(garden, browse, people):
    attempt = make_passed(people.ann)
    ann = browse(people.ann)
    for query in ("check=0", "check=0&answer=x", "check=99", "check=-5", "check=x", "check=0&answer=%00", "first=1"):
        assert ann.get(f"/attempts/{attempt}/lessons/dig?{query}").status == 200, query


@pytest.fixture
def calm(app):
    """The pages that a person gets, not the ones that a test would rather have."""
    app.config["CALM_ERRORS"] = True
    yield app
    del app.config["CALM_ERRORS"]


def test_anything_unexpected_is_a_calm_page_with_a_reference_that_stands_in_the_log(
    calm, garden, browse, people, caplog
):
    try_id = make_sitting(people.ann)
    broken = [{"key": "gone", "version": 1, "slug": "gone", "lang": "en"}]
    db.session.execute(sa.update(QuizTry).values(questions=broken))
    db.session.commit()
    page = browse(people.ann).get(f"/tries/{try_id}/check")
    assert page.status == 500
    assert "Something went wrong on our side." in page.text
    assert "What you saved before is safe." in page.text
    reference = re.search(r"\b[2-9A-HJ-NP-Z]{4}\b", page.text.split("eference")[1])
    assert reference is not None
    assert f"reference {reference.group()}" in caplog.text
    assert "KeyError" in caplog.text
    assert "KeyError" not in page.html


def test_a_locked_database_says_not_saved_and_keeps_the_text(calm, garden, browse, people):
    attempt = make_passed(people.ann)
    ann = browse(people.ann)
    page = ann.get(f"/attempts/{attempt}/practical")
    url, form = page.action("Save for later")
    form["words"] = "I drew a bed."
    db.session.remove()
    with locked():
        reply = ann._fresh(url, method="POST", data=form)
        assert reply.status_code == 503
        assert reply.headers["Retry-After"]
        refused = pages.Page(reply)
        assert "Not saved" in refused.text
        assert "Nothing you typed is lost. Here it is. I drew a bed." in refused.text
    assert stored(sa.select(PracticalSave.id)) == []
    assert ann.press(refused, "Try again").form("/practical")["words"] == "I drew a bed."
    assert stored(sa.select(PracticalSave.words)) == [("I drew a bed.",)]


def test_a_fault_of_ours_gives_the_words_back_but_no_secret(calm, garden, browse, people):
    attempt = make_passed(people.ann)
    ann = browse(people.ann)
    url, form = ann.get(f"/attempts/{attempt}/practical").action("Save for later")
    db.session.execute(sa.text("DELETE FROM practical_save"))
    db.session.execute(sa.text("ALTER TABLE practical_save RENAME COLUMN words TO gone"))
    db.session.commit()
    page = ann.post(url, {**form, "words": "I drew a bed.", "signer_secret": "opensesame"})
    assert page.status in (500, 503)
    assert "I drew a bed." in page.text
    assert "opensesame" not in page.html
    page = browse().post("/sign-in", {"name": "1001", "secret": "opensesame"})
    assert "opensesame" not in page.html


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else holds the database: another writer on SQLite, the tables on PostgreSQL; nobody waits for long."""
    sqlite = db.engine.dialect.name == "sqlite"
    other = sa.create_engine(db.engine.url, poolclass=sa.pool.NullPool).raw_connection()
    other.cursor().execute("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE practical_save IN ACCESS EXCLUSIVE MODE")

    def wait_little(connection, *rest):
        connection.cursor().execute("PRAGMA busy_timeout=50" if sqlite else "SET lock_timeout = '50ms'")

    sa.event.listen(db.engine, "checkout", wait_little)
    yield
    other.close()
    sa.event.remove(db.engine, "checkout", wait_little)
    db.engine.dispose()
