"""The form before publishing: how much changes, and a note for those who read about it."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired

from lms.rules.publishing import Change
from lms.web.forms import Clean, Form

CHANGES = [
    SelectChoice(Change.SMALL.value, _l("Small: open work moves along, and a passed quiz still counts.")),
    SelectChoice(Change.BREAKING.value, _l("Breaking: open work stays where it is, and each learner chooses.")),
]


class PublishForm(Form):
    """What the author says of her version."""

    change = RadioField(
        _l("How much changes?"),
        choices=CHANGES,
        validators=[InputRequired(_l("Choose small or breaking."))],
    )
    note = TextAreaField(_l("Note"), validators=[Clean(500)])
