"""What the page of a practical reads."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt, PracticalSave, PracticalWork
from lms.models.library import ModuleVersion


def practical_of(attempt_id: int) -> Any:
    """The task and criteria by language, the state, and her work as it stands now (or None)."""
    return db.session.execute(
        sa.select(
            ModuleVersion.practical,
            ModuleVersion.title,
            ModuleVersion.texts,
            ModuleVersion.module_id,
            Attempt.state,
            PracticalWork.words,
            PracticalWork.ratings,
            PracticalWork.revision,
            PracticalWork.ready,
            PracticalWork.saved_at,
        )
        .select_from(Attempt)
        .join(ModuleVersion, Attempt.module_version_id == ModuleVersion.id)
        .outerjoin(PracticalWork, PracticalWork.attempt_id == Attempt.id)
        .where(Attempt.id == attempt_id)
    ).one()


def kept_aside(attempt_id: int, words: str) -> Sequence[PracticalSave]:
    """Words from an older page that did not become the current ones, newest first, until she has saved again since."""
    chosen = sa.select(sa.func.coalesce(sa.func.max(PracticalSave.id), 0)).where(
        PracticalSave.attempt_id == attempt_id, PracticalSave.outcome == "current"
    )
    return db.session.scalars(
        sa.select(PracticalSave)
        .where(
            PracticalSave.attempt_id == attempt_id,
            PracticalSave.id > chosen.scalar_subquery(),
            PracticalSave.words != words,
        )
        .order_by(PracticalSave.id.desc())
        .limit(3)
    ).all()
