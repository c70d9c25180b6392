"""The forms about people: finding them, their accounts, their courses and matches."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired

from lms.rules.people import COORDINATOR_GIVES, END_REASONS, check_account, check_sign_in_name
from lms.rules.permissions import Role
from lms.web.forms import Clean, Day, Filled, Form, one_line, trimmed
from lms.web.i18n import LANGUAGES

ROLES = {
    Role.LEARNER: _l("Learner"),
    Role.MENTOR: _l("Mentor"),
    Role.PEER_MENTOR: _l("Peer mentor"),
    Role.INSTRUCTOR: _l("Instructor"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.ADMIN: _l("Admin"),
    Role.AUDITOR: _l("Auditor"),
}
GIVEN_HERE = [SelectChoice(role.value, ROLES[role]) for role in COORDINATOR_GIVES]
REASONS = [
    SelectChoice(reason, words)
    for reason, words in zip(
        END_REASONS, (_l("She moved"), _l("She was released"), _l("Finished for now"), _l("Other")), strict=True
    )
]
SPOKEN = [SelectChoice("", _l("As set for the facility")), *(SelectChoice(*one) for one in LANGUAGES.items())]


class SignInName:
    """A facility number or user name that can be typed in one way only; an empty one is for the roles to judge."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words."""
        words = check_sign_in_name(field.data) if field.data else None
        if words:
            raise ValidationError(_(words))


class SearchForm(Form):
    """Finding people; nothing is changed by it, so it needs no token."""

    q = StringField(_l("Name or number"), filters=[trimmed])
    role = SelectField(
        _l("Role"),
        choices=[
            SelectChoice("", _l("Everybody")),
            *(SelectChoice(role.value, words) for role, words in ROLES.items()),
        ],
    )


class DetailsForm(Form):
    """What an account says about its person."""

    name = StringField(_l("Name"), [Filled(_l("Write her name.")), Clean(100)], filters=[one_line])
    number = StringField(_l("Facility number"), [SignInName()], filters=[trimmed])
    username = StringField(_l("User name"), [SignInName()], filters=[trimmed])
    lang = SelectField(_l("Language"), choices=SPOKEN)
    group_name = StringField(_l("Group"), [Clean(40)], filters=[one_line])


class RolesForm(Form):
    """The roles a coordinator gives."""

    roles = SelectMultipleField(_l("What she does here"), choices=GIVEN_HERE)
    cleared_until = Day(_l("Cleared until"))


class PersonForm(DetailsForm, RolesForm):
    """A new account."""

    order = ("name", "roles")
    key = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Hold the whole account against its roles."""
        sound = super().validate(extra_validators)
        missing = check_account(
            self.roles.data or [], self.number.data, self.username.data, self.cleared_until.data is not None
        )
        for field, words in missing.items():
            if not self[field].errors:
                self[field].errors = [_(words)]
        return bool(sound and not missing)


class EnrolForm(Form):
    """Courses to put her in, several at once."""

    courses = SelectMultipleField(_l("Courses"), [DataRequired(_l("Tick at least one course."))])


class EndForm(Form):
    """Why her part in a course ends: one neutral word, nothing else."""

    reason = RadioField(_l("Why does it end?"), choices=REASONS)


class MatchForm(Form):
    """A mentor for her, or someone to keep her apart from."""

    mentor = SelectField(_l("Mentor"), coerce=int)


class TeachingForm(Form):
    """The courses that are an instructor's."""

    courses = SelectMultipleField(_l("Courses"))
