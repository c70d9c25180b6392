"""Keep it fresh: a few questions from before, for her alone, never scored, and nothing that piles up."""

import pytest
import sqlalchemy as sa

from lms.features.signoffs.snapshots import work as work_of
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.quizzes import Answer, AnswerSave, FreshCard, QuizTry
from tests.make_signoffs import RIGHT, make_course, make_work

SCORED = {"soil", "need", "legs", "word", "order", "tools"}


@pytest.fixture
def attempt(people):
    make_course()
    return make_work(people.ann)


def begin(kiosk):
    """Press the button on her home; gives the page it leads to."""
    return kiosk.press(kiosk.get("/"), "Ask me")


def slug_of(page) -> str:
    """Which question stands on the page."""
    card_id = int(page.action("Check my answer")[0].rsplit("/", 1)[1])
    db.session.remove()
    slug = db.session.get_one(FreshCard, card_id).slug
    db.session.remove()
    return slug


def go_through(kiosk, page) -> list[str]:
    """Answer until this visit has had enough; gives the questions in order."""
    asked = []
    while "That is all for this visit." not in page.text:
        asked.append(slug_of(page))
        kiosk.press(page, "Check my answer", **RIGHT[asked[-1]])
        page = kiosk.get("/fresh")
    return asked


def test_at_most_five_a_visit_from_what_she_answered(attempt, people, browse):
    ann = browse(people.ann)
    asked = go_through(ann, begin(ann))
    assert len(asked) == len(set(asked)) == 5
    assert set(asked) < SCORED


def test_one_visit_stops_and_the_next_one_goes_on(attempt, people, browse, clock):
    ann = browse(people.ann)
    first = go_through(ann, begin(ann))
    assert "That is all for this visit. Nothing piles up while you are away." in begin(ann).text
    clock.move(hours=1)
    ann = browse(people.ann)
    (left,) = go_through(ann, begin(ann))
    assert {*first, left} == SCORED


def test_missed_days_never_pile_up(attempt, people, browse, clock):
    ann = browse(people.ann)
    go_through(ann, begin(ann))
    clock.move(days=400)
    ann = browse(people.ann)
    home = ann.get("/")
    assert "five at most" in home.text
    page = begin(ann)
    assert not {"6", "400"} & set(page.text.split())
    assert len(go_through(ann, page)) == 5


def test_a_miss_comes_back_before_what_sat(attempt, people, browse):
    ann = browse(people.ann)
    page = begin(ann)
    missed = slug_of(page)
    page = ann.press(page, "Check my answer", **{**RIGHT[missed], **wrong(page, missed)})
    assert "Not yet" in page.text
    go_through(ann, ann.get("/fresh"))
    db.session.remove()
    due = {one.slug: one.due_at for one in db.session.scalars(sa.select(FreshCard).where(FreshCard.asked_key != ""))}
    assert due[missed] == min(due.values())
    assert due[missed] < max(due.values())


def wrong(page, slug: str) -> dict[str, str]:
    """Another answer than the right one to the first question that is asked."""
    assert slug == "soil"
    values = [e.get("value") for e in page.all("input") if e.get("type") == "radio"]
    return {"answer": next(value for value in values if value != RIGHT["soil"]["answer"][0])}


def test_it_scores_nothing_and_keeps_no_answer(attempt, people, browse):
    counts = [sa.select(sa.func.count()).select_from(table) for table in (QuizTry, Answer, AnswerSave, AuditEvent)]
    before = ([db.session.scalar(one) for one in counts], work_of(attempt).snapshot)
    ann = browse(people.ann)
    go_through(ann, begin(ann))
    db.session.remove()
    assert ([db.session.scalar(one) for one in counts], work_of(attempt).snapshot) == before


def test_sent_twice_it_counts_once(attempt, people, browse, clock):
    ann = browse(people.ann)
    page = begin(ann)
    slug = slug_of(page)
    url, form = page.action("Check my answer")
    for _ in range(2):
        assert "Your answer" in ann.post(url, {**form, **RIGHT[slug]}).text
    db.session.remove()
    row = db.session.scalars(sa.select(FreshCard).where(FreshCard.asked_key != "")).one()
    once = row.due_at
    clock.move(days=3)
    browse(people.ann).post(url, {**RIGHT[slug], "save_key": "another"})
    db.session.remove()
    assert db.session.scalars(sa.select(FreshCard.due_at).where(FreshCard.asked_key == "another")).one() > once


def test_nobody_else_sees_it(attempt, people, browse):
    ann = browse(people.ann)
    begin(ann)
    for who in (people.bea, people.mo, people.pia, people.ivy, people.cora, people.ada, people.otto):
        assert browse(who).post("/fresh/1", RIGHT["soil"]).status in (403, 404), who
    for who in (people.ivy, people.cora, people.otto):
        assert browse(who).get("/fresh").status == 403


def test_what_cannot_be_read_comes_back(attempt, people, browse):
    ann = browse(people.ann)
    page = ann.press(begin(ann), "Check my answer")
    assert page.status == 422
    assert "Choose one answer." in page.text


def test_nothing_answered_yet_is_said_kindly(people, browse):
    make_course()
    ann = browse(people.ann)
    page = ann.post("/fresh")
    assert "Questions you answer in quizzes come here later." in page.text
