"""The forms for staff accounts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField, ValidationError

from lms.rules.people import check_sign_in_name
from lms.rules.permissions import Role
from lms.web.forms import Clean, Filled, Form, one_line, trimmed
from lms.web.i18n import LANGUAGES

ROLES = [
    SelectChoice(Role.INSTRUCTOR.value, _l("Instructor: writes lessons and signs in her courses")),
    SelectChoice(Role.COORDINATOR.value, _l("Coordinator: looks after people, courses and reports")),
    SelectChoice(Role.ADMIN.value, _l("Admin: looks after the server and staff accounts")),
    SelectChoice(Role.AUDITOR.value, _l("Auditor: checks signatures and the list of acts")),
]
SPOKEN = [SelectChoice("", _l("As set for the facility")), *(SelectChoice(*one) for one in LANGUAGES.items())]


class UserName:
    """A user name that can be typed in one way only."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words."""
        if words := check_sign_in_name(field.data):
            raise ValidationError(_(words))


class Chosen:
    """At least one of the choices."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words."""
        if not field.data:
            raise ValidationError(_("Choose at least one."))


class StaffRolesForm(Form):
    """The roles an admin asks for."""

    roles = SelectMultipleField(_l("Staff roles"), choices=ROLES)


class StaffForm(Form):
    """A new staff account."""

    name = StringField(_l("Name"), [Filled(_l("Write the name.")), Clean(100)], filters=[one_line])
    username = StringField(_l("User name"), [Filled(_l("Write a user name.")), UserName()], filters=[trimmed])
    roles = SelectMultipleField(_l("Staff roles"), [Chosen()], choices=ROLES)
    lang = SelectField(_l("Language"), choices=SPOKEN)
    key = HiddenField()
