"""The forms about a facility: how it presents itself, and how work is signed and published there."""

from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange

from lms.web.forms import Clean, Filled, Form, one_line, trimmed
from lms.web.i18n import LANGUAGES

LONGEST_TEXT = 5_000
ACCENTS = [
    SelectChoice("", _l("Teal")),
    SelectChoice("blue", _l("Blue")),
    SelectChoice("plum", _l("Plum")),
    SelectChoice("green", _l("Green")),
    SelectChoice("rust", _l("Rust")),
]
FOR_WHAT = [
    SelectChoice("course", _l("For each finished course")),
    SelectChoice("module", _l("For each approved module")),
]


class ZoneName:
    """A time zone that the server knows."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words."""
        if field.data not in available_timezones():
            raise ValidationError(_("Write a time zone such as America/New_York."))


class NotTooLong:
    """A long text has a limit; what was typed stays on the page."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words."""
        if len(field.data or "") > LONGEST_TEXT:
            raise ValidationError(
                _("Too long (limit %(n)s characters). Your text is still on this page.", n=f"{LONGEST_TEXT:,}")
            )


class PlaceForm(Form):
    """How the facility presents itself."""

    name = StringField(_l("Name of the facility"), [Filled(), Clean(100)], filters=[one_line])
    timezone = StringField(_l("Time zone"), [ZoneName()], filters=[trimmed])
    language = SelectField(_l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()])
    accent = RadioField(_l("Colour"), choices=ACCENTS)
    help_text = TextAreaField(_l("Words of the Get help page"), [NotTooLong()], filters=[trimmed])


class SigningForm(Form):
    """How work is signed and published here."""

    peers_may_sign = BooleanField(_l("Peer mentors may sign modules without credit. Staff always sign second."))
    publish_needs_second = BooleanField(_l("A second person confirms each new version of a course."))
    certificates = RadioField(_l("When is a certificate made?"), choices=FOR_WHAT)
    sample_percent = IntegerField(
        _l("How many of 100 approvals a second person looks at again"),
        [NumberRange(0, 100, _l("Write a whole number from 0 to 100."))],
    )
    mentor_courses = SelectMultipleField(_l("Courses a mentor finishes before she may sign"))
    mentor_agreement = TextAreaField(_l("What a mentor agrees to"), [NotTooLong()], filters=[trimmed])
