"""Notes, bookmarks and words: kept for her alone, saved once, and never lost between two kiosks."""

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.keeping import Bookmark, KeptWord, LessonNote, LessonNoteSave
from tests import make_courses
from tests.make_courses import publish_tree


@pytest.fixture
def notes(app, people, facility):
    """The address of Ann's notes on the lesson Mix."""
    publish_tree(make_courses.bread())
    attempt_id = make_courses.make_attempt(facility, people.ann, "bread/dough")
    return f"/attempts/{attempt_id}/lessons/mix/notes"


@pytest.fixture
def ann(browse, people):
    return browse(people.ann)


def rows(table):
    db.session.expire_all()
    return db.session.scalars(sa.select(table)).all()


def test_she_writes_a_note_and_finds_it_again(ann, notes):
    page = ann.get(notes.removesuffix("/notes"))
    page = ann.get(page.link("My notes, bookmark and words"))
    assert "Who can see this? Only you" in page.text
    page = ann.press(page, "Save the note", words="Flour first.\r\nThen <b>water</b>.")
    assert page.form("/notes")["words"] == "Flour first.\nThen <b>water</b>."
    assert "Saved 05:00" in page.text
    page = ann.get("/notebook")
    assert "Then <b>water</b>." in page.text
    assert page.link("Mix") == notes


def test_words_of_another_day_are_said_to_be_saved_on_that_day(browse, people, notes, clock):
    ann = browse(people.ann)
    ann.press(ann.get(notes), "Save the note", words="Flour first.")
    clock.move(days=1)
    assert "Saved on 4 May 2026, 05:00" in browse(people.ann).get(notes).text


def test_the_same_save_twice_is_one(ann, notes):
    page = ann.get(notes)
    for _ in range(2):
        ann.press(page, "Save the note", words="Once.")
    assert [row.words for row in rows(LessonNoteSave)] == ["Once."]
    assert rows(LessonNote)[0].revision == 1


def test_a_save_from_an_older_page_never_overwrites_and_both_are_shown(ann, notes):
    first, second = ann.get(notes), ann.get(notes)
    ann.press(first, "Save the note", words="From kiosk one.")
    page = ann.press(second, "Save the note", words="From kiosk two.")
    assert page.form("/notes")["words"] == "From kiosk one."
    assert "These words were sent too" in page.text
    assert "From kiosk two." in page.text
    assert rows(LessonNote)[0].words == "From kiosk one."


def test_a_note_that_is_too_long_stays_on_the_page(ann, notes):
    page = ann.press(ann.get(notes), "Save the note", words="x" * 20_001)
    assert page.status == 422
    assert page.form("/notes")["words"] == "x" * 20_001
    assert rows(LessonNote) == []


@pytest.mark.parametrize("who", ["bea", "mo", "ivy", "cora", "ada", "otto"])
def test_nobody_else_reads_or_writes_it(ann, browse, people, notes, who):
    ann.press(ann.get(notes), "Save the note", words="Mine alone.")
    other = browse(getattr(people, who))
    assert other.get(notes).status in (403, 404)
    answer = other.get("/notebook")
    assert answer.status == (200 if who in ("bea", "mo") else 403), "a mentor has a notebook of her own"
    assert "Mine alone." not in answer.html


def test_no_word_of_a_note_is_in_the_list_of_acts(ann, notes):
    ann.press(ann.get(notes), "Save the note", words="Very private.")
    acts = [row for row in rows(AuditEvent) if row.action == "note-saved"]
    assert len(acts) == 1
    assert "private" not in str(acts[0].details)


def test_a_bookmark_goes_in_and_out(ann, notes):
    page = ann.get(notes)
    for _ in range(2):
        ann.press(page, "Bookmark this lesson")
    assert len(rows(Bookmark)) == 1
    assert ann.get("/notebook").link("Mix") == notes.removesuffix("/notes")
    ann.press(ann.get(notes), "Take the bookmark out")
    assert rows(Bookmark) == []


def test_a_lesson_that_left_its_module_leads_nowhere_and_the_note_stays(app, people, facility, ann):
    tree = make_courses.bread()
    publish_tree(tree)
    place = f"/attempts/{make_courses.make_attempt(facility, people.ann, 'bread/dough')}/lessons/{{}}/notes"
    for slug in ("mix", "knead"):
        ann.press(ann.get(place.format(slug)), "Save the note", words=f"I {slug}.")
        ann.press(ann.get(place.format(slug)), "Bookmark this lesson")
    publish_tree({path: data for path, data in tree.items() if "knead" not in path})
    page = ann.get("/notebook")
    for words in ("I mix.", "I knead.", "This lesson is no longer in its module. Your note is kept."):
        assert page.text.count(words) == 1
    addresses = [a.get("href") for a in page.all("a") if "/lessons/" in (a.get("href") or "")]
    assert len(addresses) == 2, "a note and a bookmark on the lesson that is there"
    assert {ann.get(address).status for address in addresses} == {200}


def test_she_keeps_a_word_with_the_lessons_meaning(ann, notes):
    page = ann.press(ann.get(notes), "Keep this word")
    assert "On your list" in page.text
    page = ann.get("/notebook")
    assert "knead press and fold" in page.text
    ann.press(page, "Take off the list")
    assert rows(KeptWord) == []


def test_a_word_that_is_not_the_lessons_is_not_kept(ann, notes):
    ann.press(ann.get(notes), "Keep this word", word="planted", meaning="planted")
    assert rows(KeptWord) == []


def test_many_words_come_page_by_page(ann, notes, people):
    from tests.make import NOW

    for n in range(51):
        db.session.add(KeptWord(person_id=people.ann, lang="en", word=f"w{n:02}", meaning="m", kept_at=NOW))
    db.session.commit()
    page = ann.get("/notebook")
    assert "w49" in page.text
    assert "w50" not in page.text
    assert "w50" in ann.get(page.link("Show the next ones")).text
