"""One field of each kind, to look at."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from lms.web.forms import Clean, Filled, Form

CHOICES = [
    SelectChoice("stub", _l("Read the stub")),
    SelectChoice("hours", _l("Check the hours")),
    SelectChoice("ask", _l("Ask about what you do not understand")),
]


class PartsForm(Form):
    """What the page of parts asks; nothing of it is kept."""

    name = StringField(_l("Facility number"), [Filled(_l("Write your facility number.")), Clean()])
    secret = PasswordField(_l("PIN"), [Filled(_l("Write your PIN."))])
    one = RadioField(_l("What do you do first?"), choices=CHOICES)
    many = SelectMultipleField(_l("What helps?"), choices=CHOICES)
    words = TextAreaField(_l("Your words"), [Filled()])
    pick = SelectField(_l("Language"), choices=[SelectChoice("en", "English"), SelectChoice("es", "Español")])
    photo = FileField(_l("A photo of your work"))
    own = BooleanField(_l("This is my own work"))
