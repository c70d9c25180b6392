"""What two people decide in the same moment, a key that was changed, and what a log never holds."""

import threading

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions
from lms.models.base import db, reading_only
from lms.models.people import Person
from lms.rules.signoffs import Conflict
from tests.make import NOW, give_role, make_match, make_person
from tests.make_signoffs import actor_of, make_asked, make_house, said, state_of


@pytest.fixture
def pair(people):
    """Mo and Mia, each the other's mentor, each with work handed in: Mo's first."""
    make_house(people)
    mia = make_person(1, "Mia Both", "learner", "mentor", number="1009")
    give_role(people.mo, "learner")
    make_match(1, people.mo, mia)
    make_match(1, mia, people.mo)
    return people.mo, mia, make_asked(people.mo), make_asked(mia)


def both_sign(app, pair):
    """Mia signs for Mo and has not committed yet when Mo signs for her; gives what became of his signature."""
    mo, mia, his, hers = pair
    words = {one: said(one) for one in (his, hers)}
    db.session.commit()
    actions.approve(actor_of(mia), his, words[his], NOW)
    found = []

    def mo_signs():
        reading_only.set(False)
        with app.app_context():
            try:
                actions.approve(actor_of(mo), hers, words[hers], NOW)
                db.session.commit()
                found.append("signed")
            except Conflict:
                db.session.rollback()
                found.append("refused")

    thread = threading.Thread(target=mo_signs)
    thread.start()
    thread.join(timeout=1)
    db.session.commit()
    thread.join()
    return found, state_of(his), state_of(hers)


def test_two_who_sign_for_each_other_in_the_same_moment_do_not_both_sign(app, pair):
    assert both_sign(app, pair) == (["refused"], "approved", "submitted")


def test_a_cookie_of_an_earlier_key_is_worth_nothing(app, browse, people, monkeypatch):
    kiosk = browse(people.ann)
    assert kiosk.get("/record").status == 200
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert kiosk.get("/record").location == "/sign-in?next=/record"


def test_the_log_of_a_fault_of_the_database_holds_no_words(app, browse, people, monkeypatch, caplog):
    monkeypatch.setitem(app.config, "CALM_ERRORS", True)

    words = "her own words"  # Not in the statement itself, whose source stands in the log.

    def fails(*given):
        db.session.execute(sa.update(Person).where(Person.id == people.ann).values(name=sa.null(), username=words))

    monkeypatch.setattr("lms.features.accounts.actions.set_look", fails)
    kiosk = browse(people.ann)
    page = kiosk.press(kiosk.get("/look"), "Save")
    assert page.status == 500
    assert "IntegrityError" in caplog.text
    assert "fails" in caplog.text
    assert words not in caplog.text
