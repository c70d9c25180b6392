"""The exit ticket, and what was said and done."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, TextAreaField

from lms.web.forms import Clean, Filled, Form, trimmed


def three(*words: object) -> list[SelectChoice]:
    """Three answers, from 1 to 3."""
    return [SelectChoice(str(number), one) for number, one in enumerate(words, 1)]


_PICK = _l("Choose one answer.")


class TicketForm(Form):
    """Three taps."""

    clear = RadioField(
        _l("Was it clear?"), choices=three(_l("No"), _l("Partly"), _l("Yes")), validate_choice=True, default=None
    )
    useful = RadioField(_l("Can you use it?"), choices=three(_l("No"), _l("Maybe"), _l("Yes")), default=None)
    pace = RadioField(
        _l("How long was it?"), choices=three(_l("Too short"), _l("Just right"), _l("Too long")), default=None
    )


class SaidForm(Form):
    """What women here said, and what was done about it."""

    said = TextAreaField(_l("What women said"), [Filled(), Clean(500)], filters=[trimmed])
    done = TextAreaField(_l("What we did"), [Filled(), Clean(500)], filters=[trimmed])
    form_key = HiddenField()
