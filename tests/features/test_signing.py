"""The signing form: what it refuses, what it keeps, and signing at the learner's own kiosk."""

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.signoffs import Signature
from lms.rules.signoffs import WrongState
from tests.make import NOW, PIN
from tests.make_signoffs import (
    actor_of,
    criteria_ids,
    events_of,
    hand_in,
    make_asked,
    make_course,
    make_work,
    said,
    set_policy,
    state_of,
)

SIGNED = {"signer": "mo", "signer_secret": PIN}
STRENGTH = "You drew the bed with care."
NEXT_STEP = "Name one more plant for shade."


@pytest.fixture
def work(people):
    """Ann's work, all done and not handed in."""
    make_course()
    return make_work(people.ann)


@pytest.fixture
def asked(people):
    """Ann's work, handed in."""
    make_course()
    return make_asked(people.ann)


def rated(value):
    return {f"rating-{id_}": str(value) for id_ in criteria_ids()}


@pytest.mark.parametrize(
    ("signer", "secret", "words"),
    [
        ("mo", "", ["Write your passphrase or PIN."]),
        ("", "not it", ["Write your user name or number."]),
        ("", "", ["Write your user name or number.", "Write your passphrase or PIN."]),
        ("mo", "not it", ["These two do not go together. Check both and try again. Staff can help you."]),
    ],
)
def test_an_empty_box_is_named_and_not_called_wrong(browse, people, asked, signer, secret, words):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    page = mo.press(page, "Approve and sign", signer=signer, signer_secret=secret, strength=STRENGTH, **rated(4))
    summary = next(one for one in page.all("div") if one.get("class") == "error-summary")
    assert ["".join(one.itertext()) for one in summary.iter("li")] == words


def test_a_wrong_passphrase_keeps_every_word(browse, people, asked):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    page = mo.press(
        page,
        "Approve and sign",
        signer="mo",
        signer_secret="not it",
        strength=STRENGTH,
        next_step=NEXT_STEP,
        **rated(4),
    )
    assert page.status == 422
    fields = page.form("/approve")
    assert fields["strength"] == STRENGTH
    assert fields["next_step"] == NEXT_STEP
    assert fields["signer_secret"] == ""
    assert {fields[name] for name in rated(4)} == {"4"}
    assert "do not go together" in page.text
    assert "not it" not in page.html
    assert state_of(asked) == "in_review"
    mo.press(page, "Approve and sign", signer_secret=PIN)
    assert state_of(asked) == "approved"


def test_an_approval_needs_every_line_and_a_return_needs_words(browse, people, asked):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    first = criteria_ids()[0]
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(3) | {f"rating-{first}": "2"})
    assert page.status == 422
    assert page.html.count("Rate this line 3 or 4") == 2
    fields = page.form("/approve") | SIGNED | {"strength": "Good.", "next_step": NEXT_STEP}
    page = mo.post(f"/attempts/{asked}/return", fields)
    assert page.status == 422
    assert "at least 15 characters" in page.text
    assert page.form("/approve")["strength"] == "Good."
    fields = page.form("/approve") | SIGNED | rated(3) | {"strength": STRENGTH, "next_step": NEXT_STEP}
    page = mo.post(f"/attempts/{asked}/return", fields)
    assert page.status == 422
    assert "Rate at least one line 1 or 2" in page.text
    assert events_of(asked)[-1] == "claimed"


def test_ratings_outside_the_scale_count_for_nothing(browse, people, asked):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(5), state="approved")
    assert page.status == 422
    assert state_of(asked) == "in_review"


def test_work_that_changed_is_reviewed_again(browse, people, asked):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    db.session.execute(sa.text("UPDATE practical_work SET words = 'Something else.'"))
    db.session.commit()
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(3))
    assert page.status == 409
    assert "This work changed" in page.text
    page = mo.get(f"/attempts/{asked}/review")
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(3))
    assert page.status == 409
    assert state_of(asked) == "in_review"


def test_a_mentor_signs_at_the_learners_kiosk(browse, people, asked):
    ann = browse(people.ann)
    page = ann.get(ann.get(f"/attempts/{asked}/sign-off").link("Let your mentor sign here"))
    assert "Draws the bed" in page.text
    for hidden in ("What is soil", "First I dig", "83%"):
        assert hidden not in page.text
    page = ann.press(page, "Approve and sign", signer="mo", signer_secret="nope", strength=STRENGTH, **rated(3))
    assert page.status == 422
    assert page.form("/sign-here")["strength"] == STRENGTH
    page = ann.press(page, "Approve and sign", signer_secret=PIN)
    assert "Signed off" in page.text
    assert "You are Ann Learns" in page.text
    signature = db.session.scalars(sa.select(Signature)).one()
    assert (signature.signer_id, signature.meaning) == (people.mo, "approve")
    noted = sa.select(AuditEvent.actor_id).where(AuditEvent.action == "signoff-approved")
    assert db.session.scalar(noted) == people.mo
    assert events_of(asked) == ["started", "submitted", "claimed", "approved"]


def test_at_the_kiosk_a_mentor_returns_it_too(browse, people, asked):
    ann = browse(people.ann)
    page = ann.get(f"/attempts/{asked}/sign-here")
    page = ann.press(page, "Return with a next step", **SIGNED, **rated(1), strength=STRENGTH, next_step=NEXT_STEP)
    assert NEXT_STEP in page.text
    assert state_of(asked) == "returned"


def test_she_cannot_sign_for_herself(browse, people, asked):
    ann = browse(people.ann)
    page = ann.press(ann.get(f"/attempts/{asked}/sign-here"), "Approve and sign", signer="1001", signer_secret=PIN)
    assert page.status == 403
    assert "cannot sign your own work" in page.text
    assert ann.post(f"/attempts/{asked}/approve", {"signer": "1001", "signer_secret": PIN}).status == 403
    assert state_of(asked) == "submitted"


def test_nobody_signs_for_her_at_another_kiosk(browse, people, asked):
    bea, mo = browse(people.bea), browse(people.mo)
    for kiosk in (bea, mo):
        assert kiosk.post(f"/attempts/{asked}/sign-here", SIGNED | {"act": "approve"}).status == 404
        assert kiosk.get(f"/attempts/{asked}/sign-here").status in (403, 404)
    assert state_of(asked) == "submitted"


def test_words_that_are_too_long_stay_on_the_page(browse, people, asked):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(3), strength="x" * 2001)
    assert page.status == 422
    assert "Too long (limit 2,000 characters)" in page.text
    assert page.form("/approve")["strength"] == "x" * 2001


def test_a_script_in_her_words_is_shown_as_typed(browse, people, work):
    db.session.execute(sa.text("UPDATE practical_work SET words = '<script>alert(1)</script>'"))
    db.session.commit()
    hand_in(work)
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "<script>alert(1)</script>" in page.text
    page = mo.post(
        f"/attempts/{work}/return",
        page.form("/approve") | SIGNED | rated(1) | {"strength": "<b>You drew it well</b>", "next_step": NEXT_STEP},
    )
    assert "<b>You drew it well</b>" in browse(people.ann).get(f"/attempts/{work}/sign-off").text


def test_nothing_is_signed_where_nobody_signs(people, work):
    set_policy("none")
    ann, mo = actor_of(people.ann), actor_of(people.mo)
    with pytest.raises(WrongState):
        actions.submit(ann, work, NOW)
    db.session.rollback()
    with pytest.raises(WrongState):
        actions.approve(mo, work, said(work), NOW)
    db.session.rollback()
    assert events_of(work) == ["started"]
