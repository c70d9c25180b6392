"""A session at a shared kiosk: how long it runs, how it ends, what a copied cookie is worth, and clocks that jump."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.accounts.actions import end_all_sessions
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Person, SignIn
from lms.rules.sessions import Step, passed
from lms.web.signin import load_actor
from tests import make
from tests.make import NOW, PIN

IDLE = 15
"""Minutes, as the app is set up here."""


def session_of(person_id):
    db.session.expire_all()
    return db.session.scalars(sa.select(SignIn).where(SignIn.person_id == person_id)).one()


def is_in(kiosk):
    return kiosk.get("/").status == 200


def cookie(kiosk):
    found = kiosk.client.get_cookie("footing")
    return found.value if found else None


def with_cookie(browse, value):
    """Another browser into which somebody has copied a cookie."""
    kiosk = browse()
    kiosk.client.set_cookie("footing", value)
    return kiosk


def test_she_is_signed_out_after_a_while_without_a_touch(browse, people, clock):
    kiosk = browse(people.ann)
    clock.move(minutes=IDLE, seconds=59)
    assert is_in(kiosk)
    clock.move(minutes=IDLE, seconds=59)
    assert is_in(kiosk)
    clock.move(minutes=IDLE + 1)
    page = kiosk.get("/record")
    assert (page.status, page.location) == (302, "/sign-in?next=/record&idle=1")
    page = kiosk.get(page.location)
    assert "You were signed out because nothing was touched for a while. Your saved work is safe." in page.text
    assert "Ann" not in page.text


def test_the_limit_never_comes_early_though_signs_of_life_are_written_by_the_minute(browse, people, clock):
    """A touch 50 seconds after the last one that was written counts from when it was made."""
    kiosk = browse(people.ann)
    clock.move(seconds=50)
    assert is_in(kiosk)
    assert session_of(people.ann).seen_at == NOW
    clock.move(minutes=IDLE)
    assert is_in(kiosk)


def test_a_sign_of_life_is_written_at_most_once_a_minute(browse, people, clock):
    kiosk = browse(people.ann)
    for seconds, seen in ((59, 0), (1, 60), (59, 60), (1, 120)):
        clock.move(seconds=seconds)
        kiosk.get("/courses")
        writes = [statement for statement in kiosk.queries if statement.startswith("UPDATE")]
        assert len(writes) == (1 if seconds == 1 else 0)
        assert session_of(people.ann).seen_at == NOW + dt.timedelta(seconds=seen)


def test_asking_for_help_is_noted_nowhere_and_one_tap_stays(browse, people, clock):
    kiosk = browse(people.ann)
    clock.move(minutes=5)
    page = kiosk.get("/help")
    assert "Speak to Dr Ode in room 4." in page.text
    assert session_of(people.ann).seen_at == NOW
    assert all(not q.startswith(("UPDATE", "INSERT", "DELETE")) for q in kiosk.queries)
    token = page.form("/finish")["csrf_token"]
    assert kiosk.post("/stay", {"csrf_token": token}).status == 204
    assert session_of(people.ann).seen_at == NOW + dt.timedelta(minutes=5)


def test_help_opens_for_anybody_and_before_the_server_is_set_up(browse, app):
    assert "Speak to any member of staff." in browse().get("/help").text
    make.make_facility()
    assert "Speak to Dr Ode in room 4." in browse().get("/help").text


def test_no_session_outlasts_a_day_at_work(browse, people, clock, app, monkeypatch):
    """However often she touches something."""
    monkeypatch.setitem(app.config, "IDLE_MINUTES", 7 * 60)
    kiosk = browse(people.ann)
    for hours, minutes, inside in ((6, 0, True), (5, 59, True), (0, 1, False)):
        clock.move(hours=hours, minutes=minutes)
        assert is_in(kiosk) is inside


def test_the_limits_are_settings(browse, people, clock, app, monkeypatch):
    monkeypatch.setitem(app.config, "IDLE_MINUTES", 3)
    kiosk = browse(people.ann)
    assert "After 3 minutes without a touch you are signed out." in kiosk.get("/").text
    clock.move(minutes=4)
    assert not is_in(kiosk)


@pytest.mark.parametrize(("button", "why"), [("Finish", "finished"), ("Not me", "not me")])
def test_finish_and_not_me_end_the_session_and_every_copy_of_its_cookie(browse, people, clock, button, why):
    kiosk = browse(people.ann)
    page = kiosk.get("/")
    copied = cookie(kiosk)
    assert is_in(with_cookie(browse, copied))
    clock.move(seconds=30)
    after = kiosk.press(page, button)
    assert "Ann" not in after.text
    row = session_of(people.ann)
    assert (row.ended_at, row.ended_why) == (clock(), why)
    assert cookie(kiosk) != copied
    thief = with_cookie(browse, copied)
    assert thief.get("/").location == "/sign-in?next=/"
    assert thief.get("/account").status == 302
    noted = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "session-ended")).one()
    assert (noted.actor_id, noted.details) == (people.ann, {"why": why})


def test_a_session_that_was_ended_stays_ended_wherever_the_clock_goes(browse, people, clock):
    kiosk = browse(people.ann)
    page = kiosk.get("/")
    copied = cookie(kiosk)
    kiosk.press(page, "Finish")
    for time in (NOW - dt.timedelta(days=3650), dt.datetime(1970, 1, 1, tzinfo=dt.UTC), NOW + dt.timedelta(days=3650)):
        clock.put(time)
        assert not is_in(with_cookie(browse, copied))


def test_a_made_up_cookie_is_nobody(browse, people, app):
    for value in ("", "x", "e30.x.y", cookie(browse(people.ann)) + "x" if cookie(browse(people.ann)) else "z"):
        assert not is_in(with_cookie(browse, value))
    stranger = browse()
    with stranger.client.session_transaction() as session:
        session["_user_id"] = "no such token"
    assert stranger.get("/").location == "/sign-in?next=/"


def test_junk_beside_the_cookie_fills_no_memory(browse, people, app):
    kiosk, remembered = browse(people.ann), app.session_interface._read
    remembered.cache_clear()
    assert is_in(kiosk)
    before = remembered.cache_info().currsize
    kiosk.client.set_cookie("junk", "short")
    assert is_in(kiosk)
    assert remembered.cache_info().currsize == before + 1
    for name in ("more", "and more"):
        kiosk.client.set_cookie(name.replace(" ", "-"), "x" * 3_000)
    assert is_in(kiosk)
    assert remembered.cache_info().currsize == before + 1


def test_the_cookie_is_new_after_signing_in_and_lasts_no_longer_than_the_browser(browse, people):
    kiosk = browse()
    page = kiosk.get("/sign-in")
    before = cookie(kiosk)
    page = kiosk.press(page, "Sign in", name="1001", secret=PIN, follow=False)
    header = page.response.headers["Set-Cookie"]
    assert cookie(kiosk) != before
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Expires" not in header
    assert "Max-Age" not in header


def test_an_account_that_is_switched_off_is_out_at_once(browse, people):
    kiosk = browse(people.ann)
    assert is_in(kiosk)
    db.session.execute(sa.update(Person).where(Person.id == people.ann).values(active=False))
    db.session.commit()
    assert not is_in(kiosk)
    assert load_actor(people.ann, NOW) is None


def test_all_sessions_of_one_person_end_together(browse, people):
    kiosks = [browse(people.ann), browse(people.ann), browse(people.bea)]
    end_all_sessions(people.ann, "slip given", NOW)
    db.session.commit()
    assert [is_in(kiosk) for kiosk in kiosks] == [False, False, True]


# Clocks


def test_a_clock_put_back_ends_nobody_and_the_limit_works_again_from_there(browse, people, clock):
    kiosk = browse(people.ann)
    assert is_in(kiosk)
    for time in (NOW - dt.timedelta(days=3650), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)):
        clock.put(time)
        assert is_in(kiosk)
        row = session_of(people.ann)
        assert (row.seen_at, row.started_at) == (time, time)
    clock.move(minutes=IDLE + 2)
    assert not is_in(kiosk)


@pytest.mark.parametrize("start", [NOW, dt.datetime(1970, 1, 1, tzinfo=dt.UTC)])
def test_a_clock_put_forward_by_years_ends_nobody(browse, people, clock, start):
    clock.put(start)
    kiosk, other = browse(people.ann), browse(people.bea)
    assert is_in(kiosk)
    clock.move(minutes=3)
    assert is_in(kiosk)
    clock.put(clock() + dt.timedelta(days=3650))
    assert is_in(kiosk)
    assert is_in(other), "whoever was quiet for three minutes is still in"
    clock.move(minutes=IDLE + 2)
    assert not is_in(kiosk), "time that passes after the jump counts"


@pytest.mark.parametrize("days", [-3650, -1, 40, 3650])
def test_the_cookie_minds_no_jump_of_the_real_clock(browse, people, monkeypatch, days):
    """It is signed with the server's time, which may be put right at any moment."""
    kiosk = browse(people.ann)
    assert is_in(kiosk)
    jumped = dt.datetime.now(dt.UTC).timestamp() + days * 86400
    monkeypatch.setattr("time.time", lambda: jumped)
    assert is_in(kiosk)
    page = kiosk.press(kiosk.get("/look"), "Save", theme="dark")
    assert (page.status, "You are Ann Learns" in page.text) == (200, True)


def test_a_machine_that_slept_for_hours_lets_nobody_stay(browse, people, clock):
    """The time of sleep has passed, though nobody asked for anything."""
    kiosk = browse(people.ann)
    assert is_in(kiosk)
    clock.move(hours=8)
    assert not is_in(kiosk)


def test_time_that_passed_leaves_out_what_the_clock_jumped():
    minute = dt.timedelta(minutes=1)
    step = Step(NOW, dt.timedelta(days=3650))
    later = NOW + step.by
    assert passed(NOW - minute, later + minute, [step]) == 2 * minute
    assert passed(later, later + minute, [step]) == minute
    assert passed(NOW - minute, later + minute) == step.by + 2 * minute
    assert passed(NOW, NOW - minute, []) == -minute


def test_without_a_clock_of_a_test_the_real_one_counts(browse, people, app, monkeypatch):
    """The server's own clock and the time since it was started."""
    monkeypatch.delitem(app.config, "TICKS")
    monkeypatch.setitem(app.config, "CLOCK", None)
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in"), "Sign in", name="1001", secret=PIN)
    assert "You are Ann Learns" in page.text
    assert abs(session_of(people.ann).started_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
