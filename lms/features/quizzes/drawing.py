"""Which questions are asked: drawn from the bank with a seed and pinned, so that no later edit changes them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import ModuleVersion, Question
from lms.models.quizzes import QuizTry
from lms.rules import grading
from lms.rules.signoffs import DONE_STATES


def drawn(
    attempt: Attempt, module: ModuleVersion, lang: str, seed: int, before: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Pin the questions of one try: the module's own, then some from modules she has finished."""
    settings = module.quiz or {}
    own = _bank([module.id], lang)
    recall = _bank(_finished_versions(attempt), lang, scored=True)
    pool = dict(own) | {f"{pin['version']}.{slug}": pin for slug, pin in recall.items()}
    keys = grading.draw(
        list(own),
        [f"{pin['version']}.{slug}" for slug, pin in recall.items()],
        settings.get("draw", 0),
        module.recall,
        seed,
        star=settings.get("star", ()),
        shuffle=settings.get("shuffle", True),
        before=before,
    )
    return [{"key": key, **pool[key]} for key in keys]


def _finished_versions(attempt: Attempt) -> list[int]:
    return list(
        db.session.scalars(
            sa.select(Attempt.module_version_id).where(
                Attempt.person_id == attempt.person_id,
                Attempt.module_id != attempt.module_id,
                Attempt.state.in_(DONE_STATES),
            )
        )
    )


def _bank(version_ids: Sequence[int], lang: str, scored: bool = False) -> dict[str, dict[str, Any]]:
    """Questions by slug, each in her language or else in its author's, which was stored first; in the author's order."""
    rows = db.session.execute(
        sa.select(Question.module_version_id, Question.slug, Question.lang, Question.kind)
        .where(Question.module_version_id.in_(version_ids))
        .order_by(
            Question.module_version_id,
            Question.position,
            sa.case((Question.lang == lang, 1), else_=0),
            Question.id.desc(),
        )
    )
    return {
        row.slug: {"version": row.module_version_id, "slug": row.slug, "lang": row.lang}
        for row in rows
        if not scored or questions.KINDS[row.kind].SCORED
    }


def asked_last(attempt_id: int) -> list[str]:
    """What the latest try of an attempt asked, in order, so that the next one differs."""
    pinned = db.session.scalar(
        sa.select(QuizTry.questions).where(QuizTry.attempt_id == attempt_id).order_by(QuizTry.number.desc()).limit(1)
    )
    return [one["key"] for one in pinned or ()]
