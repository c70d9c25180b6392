"""A learner's way through a course, screen by screen."""

import pytest

from tests.course import publish_garden


@pytest.fixture
def ann(browse, people):
    publish_garden()
    return browse(people.ann)


def read_lessons(kiosk, page, count=2):
    for _ in range(count):
        page = kiosk.press(page, "Mark as read and continue")
    return page


def test_she_reads_answers_and_practises(ann):
    page = ann.get("/")
    assert "Choose a course" in page.text
    page = ann.get("/courses")
    assert "Garden Work" in page.text
    page = ann.get("/courses/garden")
    page = ann.press(page, "Start this course")
    assert "First finish: Soil" in page.text
    page = ann.press(page, "Start this module")
    assert "Lesson 1 of 2" in page.text
    page = read_lessons(ann, page)
    assert page.text.count("Quiz: Soil")
    page = ann.press(page, "Start the quiz")
    answers = right_answers()
    for number in range(1, 9):
        assert f"Question {number} of 8" in page.text
        key = page.action("Save and continue")[0].rsplit("/", 1)[1]
        page = ann.press(page, "Save and continue", **answers[key])
        assert "Your answer" in page.text
        if number < 8:
            page = ann.get(page.link("Next question"))
    page = ann.press(page, "See your result")
    assert "You passed" in page.text
    assert "100%" in page.text
    page = ann.get(page.link("Continue: Practical task"))
    page = ann.press(page, "Save and continue", words="I drew a bed.")
    assert page.status == 422
    assert "I drew a bed." in page.html
    ratings = {field: "3" for field in page.form("/practical") if field.startswith("rating-")}
    assert ratings == {}
    names = {e.get("name") for e in page.all("input") if (e.get("name") or "").startswith("rating-")}
    assert len(names) == 3
    page = ann.press(page, "Save and continue", **dict.fromkeys(names, "3"))
    assert page.status == 200


def test_continue_leads_to_the_very_place_where_she_stopped(ann):
    page = ann.press(ann.get("/courses/garden"), "Start this course")
    page = ann.press(page, "Start this module")
    page = ann.press(page, "Mark as read and continue")
    assert ann.get("/attempts/1").location == "/attempts/1/lessons/plant"
    home = ann.get("/")
    assert home.link("Continue") == "/attempts/1/lessons/plant"
    ann.press(page, "Mark as read and continue")
    assert ann.get("/attempts/1").location == "/attempts/1/quiz"


def right_answers():
    from lms.questions import part_id

    return {
        "soil": {"answer": part_id("soil", "The ground plants grow in")},
        "need": {"answer": [part_id("need", "Water"), part_id("need", "Light")]},
        "legs": {"answer": "6"},
        "word": {"answer": "Soil"},
        "order": {f"place-{part_id('order', t)}": str(n) for n, t in enumerate(("Dig", "Plant", "Water"), 1)},
        "tools": {
            f"match-{part_id('tools', 'Spade')}": part_id("tools", "digs"),
            f"match-{part_id('tools', 'Can')}": part_id("tools", "waters"),
        },
        "grow": {"answer": "Beans"},
        "bed": {"answer": "Dig first."},
    }
