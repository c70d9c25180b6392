"""The form by which a mentor accepts the facility's agreement."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from lms.web.forms import Form


class AgreeForm(Form):
    """One box to tick, and the fingerprint of the text that stood above it."""

    text = HiddenField()
    agree = BooleanField(_l("I have read this and I agree"), [DataRequired(_l("Tick the box if you agree."))])
