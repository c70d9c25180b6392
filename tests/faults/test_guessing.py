"""Guesses at a PIN that come all at once are slowed down like those that come one by one."""

import datetime as dt
from contextlib import suppress

import sqlalchemy as sa

from lms.features.accounts import actions
from lms.models.base import db
from lms.models.people import SignInDelay
from tests.faults.crowd import at_once
from tests.make import NOW, PIN

CROWD = 50
HOUR = dt.timedelta(hours=1)
MEETINGS = 500
AT_ONCE = 2
"""Guesses before the first wait, as the list of delays says: 0, 0, 1 seconds."""


def guesses(app, facility, secrets_typed):
    """Send them all at one moment from one kiosk: how many were looked at, how many had to wait, how many were right."""

    def guess(secret):
        def work():
            with app.app_context():
                try:
                    actions.prove(facility, "1001", secret, "kiosk", NOW)
                except actions.NotSignedIn as refused:
                    return "waited" if refused.wait else "looked at"
                return "right"

        return work

    db.session.remove()
    answers = at_once([guess(secret) for secret in secrets_typed])
    return {answer: answers.count(answer) for answer in set(answers)}


def test_of_fifty_guesses_at_once_two_are_looked_at(app, people, facility):
    found = guesses(app, facility, [f"7{number:05}" for number in range(CROWD)])
    assert found == {"looked at": AT_ONCE, "waited": CROWD - AT_ONCE}
    row = db.session.scalars(sa.select(SignInDelay)).one()
    assert (row.failures, (row.wait_until - NOW).total_seconds()) == (2, 1)


def test_the_right_one_among_them_takes_the_count_back(app, people, facility):
    assert guesses(app, facility, [PIN, PIN]) == {"right": 2}, "a double click is no guess"
    assert db.session.scalars(sa.select(SignInDelay)).all() == []


def test_a_count_that_is_taken_back_meanwhile_begins_anew(app, people, facility):
    """A right guess deletes the row that another guess has just found there: many guesses meet many deletions."""

    def guess():
        with app.app_context():
            for number in range(MEETINGS):
                with suppress(actions.NotSignedIn):
                    actions._count_guess("somebody", "kiosk", NOW + number * HOUR)

    def take_back():
        with app.app_context():
            for _ in range(MEETINGS):
                db.session.execute(sa.delete(SignInDelay))
                db.session.commit()

    db.session.remove()
    assert at_once([guess, take_back]) == [None, None], "neither of them fell over the other"


def test_a_guess_that_is_not_counted_first_would_be_seen(app, people, facility, monkeypatch):
    monkeypatch.setattr(actions, "_count_guess", lambda key, device, now: None)
    found = guesses(app, facility, [f"7{number:05}" for number in range(CROWD)])
    assert found == {"looked at": CROWD}
