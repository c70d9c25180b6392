"""A reply was lost, she wrote on, and more came under the same key: other words are kept, the same ones are one save."""

import sqlalchemy as sa

from lms.models.base import db
from lms.models.keeping import LessonNoteSave
from lms.models.learning import PracticalSave
from lms.models.mentoring import Witness
from lms.models.quizzes import AnswerSave
from tests import make_courses
from tests.make_courses import publish_tree
from tests.make_served import make_sitting
from tests.make_signoffs import make_course, make_house, make_work

SENT = ("I dig.", "I dig.", "I dig and rake.")


def sent_from_one_page(kiosk, place, button, field, column):
    """Send three texts from one and the same page; give what was kept, in order."""
    page = kiosk.get(place)
    for words in SENT:
        assert kiosk.press(page, button, **{field: words}).status == 200
    db.session.remove()
    return list(db.session.scalars(sa.select(column).order_by(column.class_.id)))


def test_an_answer(browse, people):
    make_course()
    place = f"/tries/{make_sitting(people.ann)}/questions/bed"
    found = sent_from_one_page(browse(people.ann), place, "Save and continue", "answer", AnswerSave.value)
    assert found == [SENT[0], SENT[2]]


def test_practical_work(browse, people):
    make_course()
    place = f"/attempts/{make_work(people.ann)}/practical"
    found = sent_from_one_page(browse(people.ann), place, "Save for later", "words", PracticalSave.words)
    assert found == [SENT[0], SENT[2]]


def test_a_note(browse, people, facility):
    publish_tree(make_courses.bread())
    place = f"/attempts/{make_courses.make_attempt(facility, people.ann, 'bread/dough')}/lessons/mix/notes"
    found = sent_from_one_page(browse(people.ann), place, "Save the note", "words", LessonNoteSave.words)
    assert found == [SENT[0], SENT[2]]


def test_a_witness_line(browse, people):
    house = make_house(people)
    place = f"/attempts/{house.asked['bea']}/review"
    found = sent_from_one_page(browse(house.pia), place, "Say that I watched this", "words", Witness.words)
    assert found == [SENT[0], SENT[2]]
