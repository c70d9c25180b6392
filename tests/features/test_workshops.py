"""Workshops on paper: a checklist to print, typed in by one person, signed by another; and witness lines."""

import pytest
import sqlalchemy as sa

from lms.features.signoffs.cases import case
from lms.features.signoffs.reviewers import decision
from lms.models.base import db
from lms.models.mentoring import Witness, WorkshopEntry
from lms.models.signoffs import Signature
from tests.make import NOW, PIN
from tests.make_people import send
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    events_of,
    found_by_the_database,
    listed,
    make_house,
    set_policy,
    state_of,
)

TYPED = "You typed this evidence. Someone else must sign."
SEEN = "I watched her draw the bed on Monday."


@pytest.fixture
def house(people):
    return make_house(people)


def sheet(house, watcher="mo", rating=3, **more):
    rated = {f"rating-{id_}": str(rating) for id_ in criteria_ids()}
    return {"watched_by": str(getattr(house, watcher)), "watched_on": "2026-05-02", "words": "Room 2.", **rated, **more}


def entries():
    return db.session.scalars(sa.select(WorkshopEntry).order_by(WorkshopEntry.id)).all()


def test_the_checklist_prints_the_task_and_a_line_for_each_learner_she_may_see(house, browse):
    names = {"mo": {"Ann Learns"}, "pia": {"Bea Also-Learns"}, "ivy": {"Ann Learns", "Bea Also-Learns"}}
    names["cora"] = names["ivy"]
    for name, expected in names.items():
        kiosk = browse(getattr(house, name))
        page = kiosk.get(kiosk.get("/workshops").link("Soil"))
        found = {one for one in ("Ann Learns", "Bea Also-Learns", "Far Away") if one in page.text}
        assert found == expected, name
        assert "Draws the bed" in page.text
        assert "I drew a bed." not in page.html
    assert browse(house.cora).get("/workshops/garden/water").status == 404
    assert browse(house.cora).get("/workshops/garden/nothing").status == 404


def test_one_types_and_another_who_watched_signs(house, browse):
    attempt_id = house.asked["ann"]
    cora, mo = browse(house.cora), browse(house.mo)
    page = cora.get(f"/attempts/{attempt_id}/workshop")
    page = cora.press(page, "Keep this checklist", **sheet(house))
    assert "The person who watched signs it" in page.text
    assert TYPED in page.text
    assert cora.post(f"/attempts/{attempt_id}/claim").status == 403
    assert listed(house.cora) == found_by_the_database(house.cora) == {"Bea Also-Learns"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == 0
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "Mo Mentor watched on 2 May 2026. Cora Coordinator typed it in." in page.text
    _url, fields = page.action("Approve and sign")
    assert {fields[f"rating-{id_}"] for id_ in criteria_ids()} == {"3"}, "what she wrote on paper stands there already"
    mo.press(page, "Approve and sign", signer="mo", signer_secret=PIN)
    assert state_of(attempt_id) == "approved"


def test_who_typed_may_not_sign_anywhere(house, browse):
    attempt_id = house.asked["ann"]
    mo, ann = browse(house.mo), browse(house.ann)
    mo.press(mo.get(f"/attempts/{attempt_id}/workshop"), "Keep this checklist", **sheet(house, "ivy"))
    actor = actor_of(house.mo)
    found = case(attempt_id, actor, NOW)
    assert found is not None
    assert decision(actor, found, NOW).reason == TYPED
    rated = {f"rating-{id_}": "3" for id_ in criteria_ids()}
    here = ann.get(f"/attempts/{attempt_id}/sign-here")
    page = ann.press(here, "Approve and sign", signer="mo", signer_secret=PIN, **rated)
    assert page.status == 403
    assert TYPED in page.text
    approve(house.ivy, attempt_id)
    assert state_of(attempt_id) == "approved"


def test_who_typed_may_not_sign_second_either(house, browse):
    set_policy("dual")
    attempt_id = house.asked["ann"]
    cora = browse(house.cora)
    cora.press(cora.get(f"/attempts/{attempt_id}/workshop"), "Keep this checklist", **sheet(house))
    approve(house.mo, attempt_id)
    assert state_of(attempt_id) == "awaiting_second"
    assert cora.post(f"/attempts/{attempt_id}/countersign", {"signer": "cora", "signer_secret": PIN}).status == 403


def test_a_sheet_with_gaps_keeps_what_was_typed(house, browse):
    cora = browse(house.cora)
    url = f"/attempts/{house.asked['ann']}/workshop"
    for wrong in ({"watched_by": str(house.cora)}, {"watched_by": str(house.ann)}, {"watched_by": ""}):
        page = cora.press(cora.get(url), "Keep this checklist", **sheet(house) | wrong)
        assert page.status == 422
        assert "Choose who watched. It is not you." in page.text
        assert "Room 2." in page.html
    for day in ("", "2026-05-05", "soon"):
        page = cora.press(cora.get(url), "Keep this checklist", **sheet(house, watched_on=day))
        assert page.status == 422, day
    page = cora.press(cora.get(url), "Keep this checklist", **sheet(house) | {f"rating-{criteria_ids()[0]}": "9"})
    assert page.status == 422
    assert "Rate this line as on the paper." in page.text
    page = cora.post(url, {"watched_by": "", "watched_on": ""})
    assert page.status == 422
    assert entries() == []


def test_the_same_form_twice_is_one_sheet_and_rows_stay(house, browse):
    cora = browse(house.cora)
    page = cora.get(f"/attempts/{house.asked['ann']}/workshop")
    cora.press(page, "Keep this checklist", **sheet(house))
    cora.press(page, "Keep this checklist", **sheet(house))
    assert len(entries()) == 1
    for attack in ("DELETE FROM workshop_entry", "UPDATE workshop_entry SET typed_by = 1"):
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(sa.text(attack))
        db.session.rollback()
    assert len(entries()) == 1


def test_a_decided_module_takes_no_sheet(house, browse):
    attempt_id = house.asked["ann"]
    cora = browse(house.cora)
    page = cora.get(f"/attempts/{attempt_id}/workshop")
    approve(house.mo, attempt_id)
    assert cora.press(page, "Keep this checklist", **sheet(house)).status == 409
    assert "This module is decided" in cora.get(f"/attempts/{attempt_id}/workshop").text


def test_a_peer_mentor_witnesses_and_it_counts_as_no_signature(house, browse):
    attempt_id = house.asked["bea"]
    pia, bea = browse(house.pia), browse(house.bea)
    page = pia.get(f"/attempts/{attempt_id}/review")
    assert "Draws the bed" in page.text
    assert "I drew a bed." not in page.html
    assert "Her own rating" not in page.text
    empty = pia.press(page, "Say that I watched this", words=" ")
    assert empty.status == 422
    page = pia.press(page, "Say that I watched this", words=SEEN)
    assert SEEN in page.text
    pia.press(page, "Say that I watched this", words="And again.")
    rows = db.session.scalars(sa.select(Witness).order_by(Witness.id)).all()
    assert [(row.person_id, row.words) for row in rows] == [(house.pia, SEEN), (house.pia, "And again.")]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == 0
    assert state_of(attempt_id) == "submitted"
    assert events_of(attempt_id) == ["started", "submitted"]
    page = bea.get(f"/attempts/{attempt_id}/sign-off")
    assert SEEN in page.text
    assert "does not count as a signature" in page.text
    cora = browse(house.cora)
    page = cora.press(cora.get(f"/attempts/{attempt_id}/review"), "Look at this work")
    assert SEEN in page.text


def test_nobody_else_witnesses_and_a_peer_only_for_her_matches(house, browse):
    data = {"words": SEEN, "save_key": "k"}
    url = "/attempts/{}/witness"
    expected = {"ann": 404, "bea": 403, "mo": 404, "max": 404, "pia": 200, "ivy": 403, "cora": 403, "otto": 404}
    for name, status in expected.items():
        assert send(browse(getattr(house, name)), url.format(house.asked["bea"]), data).status == status, name
    assert send(browse(house.pia), url.format(house.asked["ann"]), data).status == 404
    approve(house.cora, house.asked["bea"])
    assert send(browse(house.pia), url.format(house.asked["bea"]), data | {"save_key": "l"}).status == 409
