"""How events, signatures and kinds are said on the list of events, so that screen and file have the same cells."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.features.audit.naming import Line
from lms.rules.audit import Kind
from lms.rules.permissions import Role
from lms.rules.signatures import Meaning
from lms.web.i18n import local_time

KINDS: Mapping[Kind, str] = {
    Kind.SIGNOFFS: _l("Steps of a sign-off"),
    Kind.SIGNATURES: _l("Signatures only"),
    Kind.WORK: _l("Work opened, marked or entered"),
    Kind.RECORDS: _l("Certificates"),
    Kind.PEOPLE: _l("Accounts, courses and mentors"),
    Kind.COURSES: _l("Publishing and dated facts"),
    Kind.PLACE: _l("The facility and its server"),
}

STEPS: Mapping[str, str] = {
    "started": _l("Work on the module began"),
    "submitted": _l("Asked for sign-off"),
    "taken_back": _l("Took the work back"),
    "claimed": _l("Took it up for review"),
    "released": _l("Gave it back to the queue"),
    "lease_ended": _l("Went back to the queue after 72 hours"),
    "returned": _l("Returned with a next step"),
    "approved": _l("Signed off"),
    "first_signed": _l("Signed first, a second person is to sign"),
    "countersigned": _l("Signed second"),
    "completed": _l("Finished without a signature"),
    "revoked": _l("Sign-off taken back, second signature"),
    "moved": _l("Moved to another version of the module"),
    "excepted": _l("Let one reviewer sign as an exception"),
    "sampled": _l("Drawn by chance for a second look"),
    "agreed": _l("Second look: agreed"),
    "disagreed": _l("Second look: did not agree"),
    "upheld": _l("Let the sign-off stand after a second look"),
    "revoke_signed": _l("First signature to take a sign-off back"),
    "revoke_dropped": _l("Sign-off stands, taking it back was dropped"),
    "appealed": _l("Asked another reviewer"),
}

ACTS: Mapping[str, str] = {
    "work-opened": _l("Opened a learner's work"),
    "answers-marked": _l("Marked written answers"),
    "task-witnessed": _l("Said as a witness that a task was done"),
    "workshop-typed": _l("Typed in a checklist from paper"),
    "sheet-made": _l("Printed a quiz for a learner"),
    "paper-entered": _l("Entered a quiz from paper"),
    "certificate-issued": _l("Certificate issued"),
    "certificate-revoked": _l("Certificate taken back"),
    "account-made": _l("Made an account"),
    "account-on": _l("Switched an account on"),
    "account-off": _l("Switched an account off"),
    "slip-given": _l("Gave a slip to sign in"),
    "secret-chosen": _l("Chose a new secret"),
    "delay-cleared": _l("Ended the wait at sign-in"),
    "details-corrected": _l("Corrected a person's details"),
    "roles-asked": _l("Asked for a staff role"),
    "roles-changed": _l("Changed roles or a clearance"),
    "roles-confirmed": _l("Confirmed a staff role"),
    "teaching-changed": _l("Changed which courses somebody teaches"),
    "agreement-accepted": _l("Accepted the agreement for mentors"),
    "enrolled": _l("Enrolled in a course"),
    "enrolment-ended": _l("Ended an enrolment"),
    "matched": _l("Matched a learner and a mentor"),
    "match-ended": _l("Ended a match"),
    "course-published": _l("Published a version of a course"),
    "publish-asked": _l("Asked for a second person to publish"),
    "publish-confirmed": _l("Confirmed a version as the second person"),
    "publish-withdrawn": _l("Took back a wish to publish"),
    "facts-renewed": _l("Dated facts renewed with a course"),
    "fact-added": _l("Added a dated fact"),
    "fact-changed": _l("Changed a dated fact"),
    "set-up": _l("Set the facility up"),
    "facility-changed": _l("Changed settings of the facility"),
    "pause-called": _l("Called a pause"),
    "pause-ended": _l("Ended a pause"),
    "said-put-up": _l("Put up what women said and what was done"),
    "said-taken-down": _l("Took down what women said"),
    "backup": _l("Backed the database up"),
    "restore": _l("Restored the database"),
}

MEANINGS: Mapping[str, str] = {
    Meaning.APPROVE: _l("approve"),
    Meaning.COUNTERSIGN: _l("countersign"),
    Meaning.RETURN: _l("return"),
    Meaning.REVOKE: _l("take back"),
    Meaning.AGREE: _l("agree"),
    Meaning.DISAGREE: _l("do not agree"),
}

ROLES: Mapping[str, str] = {
    Role.LEARNER: _l("learner"),
    Role.MENTOR: _l("mentor"),
    Role.PEER_MENTOR: _l("peer mentor"),
    Role.INSTRUCTOR: _l("instructor"),
    Role.COORDINATOR: _l("coordinator"),
    Role.ADMIN: _l("admin"),
    Role.AUDITOR: _l("auditor"),
}


def head() -> list[str]:
    """The heads of the columns."""
    return [_("When"), _("What was done"), _("Who"), _("About"), _("Signature")]


def cells(line: Line) -> list[str]:
    """One line of the list, the very same on screen, paper and in the file."""
    return [local_time(line.at), _what(line), line.by or _("The program"), _about(line), _signature(line)]


def _what(line: Line) -> str:
    said = [str(STEPS.get(line.act) or ACTS[line.act])]
    for words, some in ((_("Given:"), line.given), (_("Taken away:"), line.taken)):
        said += [f"{words} {', '.join(str(ROLES.get(one, one)) for one in some)}"] if some else []
    return ". ".join(said)


def _about(line: Line) -> str:
    said = [line.work.learner, f"{line.work.module} ({line.work.module_id})"] if line.work else []
    said += [one for one in (line.person, line.record, line.course_id, line.thing) if one]
    said += [str(_("version %(number)s", number=line.version))] if line.version else []
    return " · ".join(said) or "–"


def _signature(line: Line) -> str:
    if not line.seq:
        return "–"
    return f"{line.seq} · {MEANINGS.get(line.meaning, line.meaning)} · {ROLES.get(line.role, line.role)}"
