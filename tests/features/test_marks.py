"""Written answers marked in the review: each mark stays, the latest counts, and a signature binds them."""

import json

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions, marks
from lms.features.signoffs.snapshots import work
from lms.models.base import db
from lms.models.mentoring import WrittenMark
from lms.models.quizzes import Answer
from lms.models.signoffs import Signature
from lms.rules.marking import AnswersNotMet
from lms.rules.signatures import answers_hash
from tests.make import NOW, PIN
from tests.make_signoffs import actor_of, criteria_ids, events_of, make_house, said, set_policy, state_of

SIGNED = {"signer": "mo", "signer_secret": PIN}
WORDS = {"strength": "You say clearly how to begin.", "next_step": "Add what you do after digging."}


@pytest.fixture
def house(people):
    return make_house(people)


def rated(value=3):
    return {f"rating-{id_}": str(value) for id_ in criteria_ids()}


def rows():
    return db.session.execute(
        sa.select(WrittenMark.question_key, WrittenMark.line, WrittenMark.met, WrittenMark.by_id).order_by(
            WrittenMark.id
        )
    ).all()


def opened(browse, house):
    mo = browse(house.mo)
    return mo, mo.press(mo.get("/reviews"), "Look at this work")


def test_the_review_page_holds_her_words_the_rubric_and_a_mark_for_each_line(house, browse):
    _mo, page = opened(browse, house)
    assert "Mark her written answers" in page.text
    for words in ("First I dig the bed.", "names the first step", "It is there", "Not there yet"):
        assert words in page.text
    assert "Beans for my daughter" not in page.html


def test_a_mark_is_kept_and_bound_by_the_signature(house, browse):
    mo, page = opened(browse, house)
    mo.press(page, "Approve and sign", **SIGNED, **rated(), **{"mark-bed-0": "1"})
    assert state_of(house.asked["ann"]) == "approved"
    assert [tuple(row) for row in rows()] == [("bed", 0, True, house.mo)]
    signed = json.loads(db.session.scalars(sa.select(Signature.payload)).one())
    assert signed["evidence"]["marks"] == answers_hash([["bed", 0, True, house.mo]])


def test_without_marks_nothing_of_them_is_bound(house, browse):
    mo, page = opened(browse, house)
    mo.press(page, "Approve and sign", **SIGNED, **rated())
    signed = json.loads(db.session.scalars(sa.select(Signature.payload)).one())
    assert "marks" not in signed["evidence"]
    assert rows() == []


def test_a_line_that_is_not_there_yet_keeps_the_approval_back_and_is_reason_enough_to_return(house, browse):
    mo, page = opened(browse, house)
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(), **{"mark-bed-0": "0"})
    assert page.status == 422
    assert "Mark this line again, or return the work." in page.text
    assert state_of(house.asked["ann"]) == "in_review"
    page = mo.press(page, "Return with a next step", **SIGNED, **rated(), **WORDS, **{"mark-bed-0": "0"})
    assert page.status == 200, page.text
    assert state_of(house.asked["ann"]) == "returned"
    with pytest.raises(AnswersNotMet):
        marks_as_they_stand(house)


def marks_as_they_stand(house):
    """Whoever calls the act itself meets the same rule."""
    attempt_id = house.asked["ann"]
    actor = actor_of(house.ann)
    actions.submit(actor, attempt_id, NOW)
    db.session.commit()
    try:
        actions.approve(actor_of(house.mo), attempt_id, said(attempt_id), NOW)
    finally:
        db.session.rollback()


def test_another_mark_is_another_row_and_the_latest_counts(house, browse):
    mo, page = opened(browse, house)
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(1), **{"mark-bed-0": "0"})
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(1), **{"mark-bed-0": "0"})
    assert len(rows()) == 1, "the same mark again is no other row"
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(), **{"mark-bed-0": "1"})
    assert state_of(house.asked["ann"]) == "approved"
    assert [row.met for row in rows()] == [False, True]


def test_a_mark_is_for_the_words_that_were_read(house):
    attempt_id = house.asked["ann"]
    seen = work(attempt_id)
    marks.save(actor_of(house.mo), attempt_id, 1, seen.answers, {("bed", 0): False}, NOW)
    db.session.commit()
    assert marks.unmet(work(attempt_id).marks) == [("bed", 0)]
    db.session.execute(sa.update(Answer).where(Answer.question_key == "bed").values(value="First I look."))
    db.session.commit()
    assert work(attempt_id).marks == {}


def test_only_who_may_read_and_sign_marks(house, browse):
    set_policy("mentor")
    for name, expected in (("ann", 403), ("max", 404), ("pia", 404), ("otto", 404)):
        kiosk = browse(getattr(house, name))
        data = {**SIGNED, "mark-bed-0": "0", "signer": {"ann": "1001", "pia": "1003"}.get(name, name)}
        assert kiosk.post(f"/attempts/{house.asked['ann']}/approve", data).status == expected, name
    assert rows() == []
    mo, page = opened(browse, house)
    page = mo.press(page, "Approve and sign", signer="mo", signer_secret="not it", **{"mark-bed-0": "0"})
    assert page.status == 422
    assert rows() == [], "nobody has proved who she is"
    page = mo.get(f"/attempts/{house.asked['ann']}/review")
    page = mo.press(
        page, "Approve and sign", **SIGNED, **rated(1), **{"mark-soil-0": "0", "mark-bed-7": "0", "mark-bed-0": "2"}
    )
    assert rows() == [], "there is no such line"
    assert events_of(house.asked["ann"])[-1] in {"claimed", "approved"}


def test_nobody_marks_what_was_signed(house, browse):
    """A form that was kept from the review, or made up, brings a mark and no ratings after the approval."""
    mo, page = opened(browse, house)
    mo.press(page, "Approve and sign", **SIGNED, **rated(), **{"mark-bed-0": "1"})
    attempt_id = house.asked["ann"]
    token = page.form("/approve")["csrf_token"]
    for act in ("approve", "return"):
        late = mo.post(f"/attempts/{attempt_id}/{act}", {**SIGNED, "csrf_token": token, "mark-bed-0": "0"})
        assert late.status in (409, 422)
    assert [tuple(row) for row in rows()] == [("bed", 0, True, house.mo)]
    assert state_of(attempt_id) == "approved"


def test_the_table_refuses_to_be_changed(house):
    attempt_id = house.asked["ann"]
    marks.save(actor_of(house.mo), attempt_id, 1, work(attempt_id).answers, {("bed", 0): False}, NOW)
    db.session.commit()
    for attack in ("UPDATE written_mark SET met = true", "DELETE FROM written_mark"):
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(sa.text(attack))
        db.session.rollback()
    assert [row.met for row in rows()] == [False]
