"""The form for a dated fact."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.fields import TextAreaField

from lms.content.front import ID, LONGEST_ID
from lms.web.forms import Clean, Day, Filled, Form, one_line
from lms.web.i18n import today


class Given:
    """A day that could be read."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads this name from the class.

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words; a day that could not be read has said so already."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Write the day as year-month-day, such as 2027-01-31."))


class FactForm(Form):
    """What a fact says, where it holds, and until when; ``seen`` is what the page was made from."""

    value = TextAreaField(
        _l("What lessons say"), [Filled(_l("Write what lessons say.")), Clean(500)], filters=[one_line]
    )
    place = StringField(_l("Place"), [Filled(_l("Write where it holds.")), Clean(200)], filters=[one_line])
    source = StringField(_l("Source"), [Filled(_l("Write where it comes from.")), Clean(500)], filters=[one_line])
    checked_on = Day(_l("Checked on"), [Given()])
    review_by = Day(_l("Review by"), [Given()])
    owner = StringField(
        _l("Who looks after it"), [Filled(_l("Write who looks after it.")), Clean(200)], filters=[one_line]
    )
    why = StringField(_l("What was checked"), [Clean(500)], filters=[one_line])
    seen = HiddenField()

    def validate_checked_on(self, field: Field) -> None:
        """Nobody has checked anything tomorrow."""
        if field.data and field.data > today():
            raise ValidationError(_("The day of the check cannot lie ahead."))

    def validate_review_by(self, field: Field) -> None:
        """A review comes after the check."""
        if field.data and self.checked_on.data and field.data < self.checked_on.data:
            raise ValidationError(_("The review comes after the check."))


class NewFactForm(FactForm):
    """A fact that is not there yet, with the id that lessons name it by."""

    id = StringField(_l("Id"), [Filled(_l("Write an id."))], filters=[one_line])

    def validate_id(self, field: Field) -> None:
        """An id as lessons write it."""
        if field.data and not (ID.fullmatch(field.data) and len(field.data) <= LONGEST_ID):
            raise ValidationError(_("Use small letters, digits and single hyphens, at most 60."))
