"""What a lesson page reads: one lean query for where it stands, and its words by the fingerprint of its module."""

from typing import Any

import sqlalchemy as sa

from lms.content.model import Fact
from lms.features.authoring.queries import fact
from lms.models.base import db
from lms.models.learning import Attempt, Enrolment, LessonRead
from lms.models.library import Course, CourseVersion, CourseVersionModule, FactRow, Lesson, Module, ModuleVersion
from lms.models.prepared import Prepared

_COURSE, _VERSION, _MODULE_ROW, _LESSON_ROW, _TRY = (
    one.__table__ for one in (Course, CourseVersion, ModuleVersion, Lesson, Attempt)
)
_READ_OF = (
    sa.select(sa.func.aggregate_strings(LessonRead.__table__.c.lesson_slug, ","))
    .where(LessonRead.__table__.c.attempt_id == _TRY.c.id)
    .scalar_subquery()
)
_IN = Enrolment.__table__.c
_ENDED = sa.exists().where(_IN.person_id == _TRY.c.person_id, _IN.course_id == _COURSE.c.id, _IN.ended_at.is_not(None))
_HELD, _OFFERED = CourseVersionModule.__table__, ModuleVersion.__table__.alias()
_NEWER = sa.exists().where(
    _HELD.c.course_version_id == _COURSE.c.version_id,
    _OFFERED.c.id == _HELD.c.module_version_id,
    _OFFERED.c.module_id == _TRY.c.module_id,
    _OFFERED.c.id != _TRY.c.module_version_id,
)
_LESSON = Prepared(
    sa.select(
        _TRY.c.id.label("attempt_id"),
        _TRY.c.person_id,
        _TRY.c.facility_id,
        _TRY.c.state,
        _ENDED.label("ended"),
        _NEWER.label("newer"),
        _READ_OF.label("read"),
        _MODULE_ROW.c.module_id,
        _MODULE_ROW.c.hash,
        _LESSON_ROW.c.slug,
        _LESSON_ROW.c.lang,
        _VERSION.c.title.label("course_title"),
        _VERSION.c.texts.label("course_texts"),
    )
    .select_from(_TRY)
    .join(_MODULE_ROW, _MODULE_ROW.c.id == _TRY.c.module_version_id)
    .join(_LESSON_ROW, _LESSON_ROW.c.module_version_id == _MODULE_ROW.c.id)
    .join(Module.__table__, Module.__table__.c.id == _MODULE_ROW.c.module_id)
    .join(_COURSE, _COURSE.c.id == Module.__table__.c.course_id)
    .join(_VERSION, _VERSION.c.id == _COURSE.c.version_id)
    .where(_TRY.c.id == sa.bindparam("attempt_id"), _LESSON_ROW.c.slug == sa.bindparam("slug"))
    .order_by(sa.case((_LESSON_ROW.c.lang == sa.bindparam("lang"), 0), else_=1), _LESSON_ROW.c.id)
    .limit(1)
)
"""Plain columns in one joined query: a lesson is what is opened most."""


def lesson_row(module_hash: str, slug: str, lang: str) -> tuple[Any, dict[str, Fact]]:
    """What one lesson says, by the fingerprint of its module, and the dated facts of its module, in one query."""
    cites = sa.cast(ModuleVersion.outline, sa.Text).contains(sa.literal('"').concat(FactRow.id).concat('"'))
    rows = db.session.execute(
        sa.select(
            Lesson, ModuleVersion.title.label("module_title"), ModuleVersion.texts, ModuleVersion.outline, FactRow
        )
        .join(ModuleVersion, ModuleVersion.id == Lesson.module_version_id)
        .outerjoin(FactRow, cites)
        .where(ModuleVersion.hash == module_hash, Lesson.slug == slug, Lesson.lang == lang)
    ).all()
    return rows[0], {row.FactRow.id: fact(row.FactRow) for row in rows if row.FactRow}


def lesson_page(attempt_id: int, slug: str, lang: str) -> Any | None:
    """Where a lesson stands for her, in one row; in her language, or else in the author's."""
    return _LESSON.first(attempt_id=attempt_id, slug=slug, lang=lang)
