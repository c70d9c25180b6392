"""The forms of asking for sign-off, opening work with a reason, and signing."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from lms.web.forms import Clean, Day, Filled, Form

LONGEST_WORDS = 2_000
"""Most characters of a strength or a next step."""


def refuse(form: Form, words: str) -> None:
    """Say why nobody has signed; a box that was left empty has its own words already."""
    if not form.signer.errors and not form.signer_secret.errors:
        form.signer_secret.errors = [words]


class AskForm(Form):
    """One box to tick."""

    own_work = BooleanField(_l("This is my own work"), [DataRequired(_l("Tick the box if this is your own work."))])


class OpenForm(Form):
    """Why somebody opens a learner's work; she will read it."""

    reason = StringField(_l("Why do you open this work?"), [Filled(_l("Say why. She will read it.")), Clean()])


class SignForm(Form):
    """What a reviewer says and who she is. Her ratings are read from the form by the criteria's ids."""

    snapshot = HiddenField()
    strength = TextAreaField(_l("What went well"), [Clean(LONGEST_WORDS)])
    next_step = TextAreaField(_l("Next step"), [Clean(LONGEST_WORDS)])
    signer = StringField(_l("Your user name or number"), [Filled(_l("Write your user name or number.")), Clean()])
    signer_secret = PasswordField(_l("Your passphrase or PIN"), [Filled(_l("Write your passphrase or PIN."))])


class WitnessForm(Form):
    """What somebody saw who watched a task."""

    save_key = HiddenField()
    words = TextAreaField(_l("What did you see?"), [Filled(_l("Say what you saw.")), Clean(LONGEST_WORDS)])


class WorkshopForm(Form):
    """A checklist as it stands on paper; the ratings are read from the form by the criteria's ids."""

    save_key = HiddenField()
    watched_by = SelectField(_l("Who watched?"), validate_choice=False)
    watched_on = Day(_l("On which day?"))
    words = TextAreaField(_l("Notes on the paper"), [Clean(LONGEST_WORDS)])
