"""The forms of decisions beside the review: a reason that she will read, a second person, an appeal, an exception."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from lms.features.signoffs.forms import LONGEST_WORDS
from lms.web.forms import Clean, Filled, Form, storable

FOUND = RadioField(
    _l("What do you find?"),
    [InputRequired(_l("Say what you find."))],
    choices=[
        SelectChoice("agree", _l("I agree: it is done")),
        SelectChoice("disagree", _l("I do not agree")),
    ],
)
"""It stands first on its page, so it is made first: what is to be mended follows the page."""

SIGNER = (Filled(_l("Write your user name or number.")), Clean())


class ReasonForm(Form):
    """A decision with a reason."""

    reason = TextAreaField(_l("Reason"), [Filled(_l("Give a reason.")), Clean(LONGEST_WORDS)])

    @property
    def words(self) -> str:
        """The reason as it is kept."""
        return storable(self.reason.data or "").strip()


class SignSecondForm(Form):
    """Who signs second."""

    signer = StringField(_l("Your user name or number"), SIGNER)
    signer_secret = PasswordField(_l("Your passphrase or PIN"), [Filled(_l("Write your passphrase or PIN."))])


class SignReasonForm(ReasonForm, SignSecondForm):
    """A decision with a reason, signed."""


class LookAgainForm(SignReasonForm):
    """What a second look found."""

    found = FOUND


class AppealForm(ReasonForm):
    """Why she asks another reviewer."""


class ExceptForm(ReasonForm):
    """Who may sign by exception; the choices are set for each piece of work."""

    reviewer = SelectField(_l("Who may sign this work"), coerce=int)
