"""The demonstration has something to show on each page, made through actions alone."""

import sqlalchemy as sa
from flask import Flask

from lms.demo import PEOPLE
from lms.models.base import db
from lms.models.drafts import Draft
from lms.models.keeping import Bookmark, ExitTicket, KeptWord, LessonNote, SaidDone
from lms.models.mentoring import Witness
from lms.models.people import Facility, Person, PersonRole
from lms.models.signoffs import SignoffEvent
from lms.rules.permissions import Role
from lms.rules.signoffs import Event
from lms.rules.totals import SMALLEST


def test_each_page_of_the_demonstration_has_something_to_show(demo: Flask) -> None:
    with demo.app_context():
        place = db.session.scalars(sa.select(Facility.id).where(Facility.name == "Willow Bend")).one()
        shown = {table: db.session.scalars(sa.select(sa.func.count()).select_from(table)).one() for table in TABLES}
        drawn = sa.select(sa.func.count()).where(SignoffEvent.event == Event.SAMPLED)
        seconds = db.session.scalars(drawn).one()
        roles = set(db.session.scalars(sa.select(PersonRole.role).where(PersonRole.facility_id == place)))
        told = {one.sign_in: ("pin", one.sign_in) if one.secret.isdecimal() else ("passphrase", None) for one in PEOPLE}
        kinds = {
            row[0]: (row[1], row[2])
            for row in db.session.execute(sa.select(SIGN_IN, Person.secret_kind, Person.number))
        }
        db.session.remove()
    assert [table.__name__ for table, count in shown.items() if not count] == []
    assert shown[ExitTicket] >= SMALLEST
    assert seconds == 1
    assert set(Role) - roles == set()
    assert {name: kinds[name] for name in told} == told, "what she is asked for is what she was told"


SIGN_IN = sa.func.coalesce(Person.username, Person.number)
TABLES = (Draft, LessonNote, Bookmark, KeptWord, Witness, SaidDone, ExitTicket)
