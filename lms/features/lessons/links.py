"""Where a step of the path leads, and finding an attempt: what the pages of other features may use too."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lms.features.lessons import queries, reading
from lms.rules.permissions import About, Actor
from lms.rules.progress import Step, StepKind
from lms.rules.signoffs import WORKING_STATES
from lms.web.i18n import page_language
from lms.web.routes import Found


def step_url(attempt: queries.AttemptProgress, step: Step) -> str:
    """Where a step leads: the very lesson, the question under way, the practical, or the sign-off."""
    match step.kind:
        case StepKind.LESSON:
            return url_for("lessons.lesson", attempt_id=attempt.attempt_id, slug=step.lesson_id)
        case StepKind.QUIZ if attempt.try_id and not step.done:
            return url_for("quizzes.go_on", try_id=attempt.try_id)
        case StepKind.QUIZ:
            return url_for("quizzes.quiz", attempt_id=attempt.attempt_id)
        case StepKind.PRACTICAL:
            return url_for("practicals.practical", attempt_id=attempt.attempt_id)
        case StepKind.NONE:
            return url_for("catalogue.course", course_id=attempt.module_id.split("/", 1)[0])
        case _:
            return url_for("signoffs.ask", attempt_id=attempt.attempt_id)


def find_attempt(actor: Actor | None, attempt_id: int) -> Found | None:
    """An attempt, about its learner."""
    row = queries.attempt_owner(attempt_id)
    if row is None:
        return None
    return Found(attempt_id, About(facility_id=row.facility_id, owner_id=row.person_id, course_id=row.course_id))


def find_lesson(actor: Actor | None, attempt_id: int, slug: str) -> Found | None:
    """A lesson of an attempt, with all that its page shows."""
    row = reading.lesson_page(attempt_id, slug, page_language())
    if row is None:
        return None
    course_id = row.module_id.split("/", 1)[0]
    return Found(row, About(facility_id=row.facility_id, owner_id=row.person_id, course_id=course_id))


def first_step(attempt: queries.AttemptProgress, kind: StepKind) -> ResponseReturnValue | None:
    """Send her to what comes first, where she opens a later step too early or is no longer in the course."""
    if attempt.facts.state not in WORKING_STATES:
        return None
    if attempt.ended:
        return redirect(url_for("catalogue.course", course_id=attempt.module_id.split("/", 1)[0]))
    before = attempt.progress.before(kind)
    if before is None:
        return None
    url = step_url(attempt, before)
    return redirect(url + ("&" if "?" in url else "?") + "first=1")
