"""The forms of signing in, choosing a secret, and the look of pages."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, RadioField, SelectChoice, SelectField, StringField

from lms.web.forms import Clean, Filled, Form
from lms.web.i18n import LANGUAGES, SIZES, THEMES


class SignInForm(Form):
    """Two fields; the labels differ for learners and staff and are set by the page."""

    name = StringField(_l("Facility number"), [Filled(_l("Write your facility number.")), Clean()])
    secret = PasswordField(_l("PIN"), [Filled(_l("Write your PIN."))])
    next = HiddenField()


class FacilityForm(SignInForm):
    """Sign-in where one server holds several facilities."""

    facility = SelectField(_l("Facility"), coerce=int)


class NewSecretForm(Form):
    """A new PIN, three words or passphrase, twice."""

    new_secret = PasswordField(_l("New PIN"), [Filled(_l("Write a new PIN."))])
    new_secret_again = PasswordField(_l("The same again"), [Filled(_l("Write it once more."))])


class OtherSecretForm(NewSecretForm):
    """The same for somebody who changes it of her own will: at an open kiosk, that could be anybody."""

    order = ("old_secret",)
    old_secret = PasswordField(_l("Your current PIN"), [Filled(_l("Write the one you use now."))])


class LookForm(Form):
    """Colours, text size, language."""

    theme = RadioField(
        _l("Colours"),
        choices=[
            SelectChoice(THEMES[0], _l("Light")),
            SelectChoice(THEMES[1], _l("Dark")),
            SelectChoice(THEMES[2], _l("High contrast")),
        ],
    )
    size = RadioField(
        _l("Text size"), coerce=int, choices=[SelectChoice(size, _l("%(n)s%%", n=size)) for size in SIZES]
    )
    lang = RadioField(_l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()])
