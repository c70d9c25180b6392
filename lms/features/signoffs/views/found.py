"""The routes of sign-off, and finding the attempt that a URL names."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.lessons.body import whole
from lms.features.lessons.queries import in_language
from lms.features.signoffs import queries
from lms.features.signoffs.cases import Case, case
from lms.features.signoffs.snapshots import Work
from lms.rules.permissions import About, Actor, May, viewers
from lms.web import signin
from lms.web.errors import page
from lms.web.i18n import page_language, today
from lms.web.routes import Found, Routes

routes = Routes("signoffs")


def find_case(actor: Actor | None, attempt_id: int) -> Found | None:
    """An attempt that somebody signs, about its learner."""
    found = case(attempt_id, actor, signin.now())
    return Found(found, found.about) if found else None


def find_own_case(actor: Actor | None, attempt_id: int) -> Found | None:
    """An attempt of the learner who is signed in at this kiosk, whoever signs here: it is hers to hand over."""
    found, here = case(attempt_id, actor, signin.now()), signin.current_actor()
    if found is None or here is None or found.learner_id != here.id:
        return None
    return Found(found, About(facility_id=found.facility_id))


def task_context(about: Case, seen: Work) -> dict[str, Any]:
    """What every page on an attempt shows of it: its title, the task and the criteria, in the reader's language."""
    lang = page_language()
    task = in_language(seen.task, lang) if seen.task else {}
    return {
        "case": about,
        "title": about.name(lang),
        "task": task,
        "task_body": whole(task["task"], lang, today()) if task else "",
        "criteria": queries.criteria(seen, lang),
        "seen": seen,
        "statements": statements(),
        "viewers": viewers(May.READ_WORK),
    }


def opened_too_long_ago() -> ResponseReturnValue:
    """Nobody goes on with work that is not open to her now; what she wrote about it stays in sight."""
    words = _("This work is not open to you now. Open it again first.")
    return page(403, _("You cannot do this"), words, keeps=True)


def statements() -> dict[str, str]:
    """What a signer says by each act, as it stands beside the buttons and in the signature."""
    return {
        "approve": _("I looked at this work and saw what is rated here. It is done."),
        "return": _("I looked at this work. It goes back with one strength and one next step."),
        "countersign": _("I checked this work and the first signature. It is done."),
    }
