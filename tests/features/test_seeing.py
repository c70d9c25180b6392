"""A course seen as a learner, from a draft or any version: whole, with reasons, and without a trace."""

import pytest

from lms.features.drafts.actions import close_draft, open_draft, remove_files, save_file
from lms.models.base import db
from tests.make import NOW
from tests.make_courses import bread, publish_tree, with_text
from tests.make_signoffs import actor_of
from tests.make_world import dump

KNEAD = "1-dough/2-knead.md"
WELL = with_text(bread(), KNEAD, "Knead it.", "Knead it well.")


@pytest.fixture
def draft(people):
    publish_tree(bread())
    ivy = actor_of(people.ivy)
    draft_id = open_draft(ivy, "bread", NOW)
    db.session.flush()
    save_file(ivy, draft_id, KNEAD, WELL[KNEAD], "one", 9, NOW)
    db.session.commit()
    return draft_id


def rows():
    """Every row, but for signs of life."""
    found = dump()
    found.pop("sign_in")
    return found


def test_the_whole_course_is_seen_page_by_page_and_nothing_is_written(draft, browse, people):
    kiosk = browse(people.ivy)
    before = rows()
    page = kiosk.get("/library/bread/seen/draft/en")
    assert "See Bread as a learner" in page.text
    titles, texts = [], []
    page = kiosk.get(page.link("Lesson: Mix"))
    while True:
        titles.append(page.html.split("<h1")[1].split(">", 1)[1].split("<")[0])
        texts.append(page.text)
        try:
            page = kiosk.get(page.link("Next page"))
        except AssertionError:
            break
    assert titles == ["Mix", "Knead", "Question 1 of 2", "Question 2 of 2", "Practical task: Dough", "Heat"]
    assert "The lowest pay is $7.25 an hour." in texts[0]
    assert "Knead it well." in texts[1]
    assert "It is about burns." in texts[1]
    assert "Is salt in it?" in texts[2]
    assert "Washes hands first." in texts[4]
    assert rows() == before


def test_a_question_gives_its_reason_and_keeps_no_answer(draft, browse, people):
    kiosk = browse(people.ivy)
    before = rows()
    page = kiosk.get("/library/bread/seen/1/en/dough/quiz/1")
    assert "Not quite. It is." not in page.html
    options = {e.get("value") for e in page.all("input") if e.get("name") == "answer"}
    said = {kiosk.get(f"/library/bread/seen/1/en/dough/quiz/1?check=1&answer={one}").text for one in options}
    assert sum("Not quite. It is." in text for text in said) == 1
    assert sum("Right." in text for text in said) == 1
    assert "Choose" in kiosk.get("/library/bread/seen/1/en/dough/quiz/1?check=1").text
    assert rows() == before


def test_an_old_version_and_another_language(draft, browse, people):
    publish_tree(WELL)
    kiosk = browse(people.cora)
    assert "Knead it." in kiosk.get("/library/bread/seen/1/en/dough/lessons/knead").text
    assert "Knead it well." in kiosk.get("/library/bread/seen/2/en/dough/lessons/knead").text
    page = kiosk.get("/library/bread/seen/1/es")
    assert "See Pan as a learner" in page.text
    page = kiosk.get(page.link("Lesson: Mezclar"))
    assert "Mezcle." in page.text
    assert "Knead it." in kiosk.get(page.link("Next page")).text, "what is not translated stays as it was written"
    assert "¿Lleva sal?" in kiosk.get("/library/bread/seen/1/es/dough/quiz/1").text
    assert "Amase un pan." in kiosk.get("/library/bread/seen/1/es/dough/practical").text
    link = kiosk.get("/library/bread/versions/1").link("See it as a learner")
    assert link == "/library/bread/seen/1/en"


def test_what_is_not_there_is_not_found(draft, browse, people):
    kiosk = browse(people.ivy)
    places = ("3/en", "0/en", "x/en", "1/en/dough/lessons/none", "1/en/none/lessons/mix", "1/en/none/practical")
    places += ("1/en/dough/quiz/3", "1/en/dough/quiz/0", "1/en/dough/quiz/x", "1/en/oven/practical", "1/en/oven/quiz/1")
    for place in (*places, "99999999999/en"):
        assert kiosk.get(f"/library/bread/seen/{place}").status == 404, place
    assert kiosk.get("/library/none/seen/draft/en").status == 404
    close_draft(actor_of(people.ivy), draft, "discarded", NOW)
    db.session.commit()
    assert kiosk.get("/library/bread/seen/draft/en").status == 404


def test_learners_and_mentors_see_no_draft(draft, browse, people):
    for who in (people.ann, people.mo, people.ada):
        assert browse(who).get("/library/bread/seen/draft/en/dough/lessons/knead").status == 403


def test_a_draft_that_is_no_course_is_not_found(draft, browse, people):
    remove_files(actor_of(people.ivy), draft, ["course.md"], NOW)
    db.session.commit()
    assert browse(people.ivy).get("/library/bread/seen/draft/en").status == 404


def test_a_trace_would_be_seen(draft, browse, people):
    before = rows()
    publish_tree(WELL)
    assert rows() != before
