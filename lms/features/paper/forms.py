"""The day on which a sheet was answered."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from lms.web.forms import Day, Form
from lms.web.i18n import today


class EnterForm(Form):
    """When she answered; ``first`` is the day on which the sheet was made."""

    answered_on = Day(_l("Day on which she answered"))

    def __init__(self, first: dt.date) -> None:
        super().__init__()
        self.first = first

    def validate_answered_on(self, field: Day) -> None:
        """Raise in plain words; a sheet is answered after it was made and not in the future."""
        if field.data is None:
            raise ValidationError(_("Write the day on which she answered."))
        if not self.first <= field.data <= today():
            raise ValidationError(_("The day is between the printing and today."))
