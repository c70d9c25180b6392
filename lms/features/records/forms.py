"""The form for checking a record number."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from lms.web.forms import Clean, Filled, Form


class NumberForm(Form):
    """One number, as printed or as somebody read it aloud."""

    number = StringField(_l("Record number"), [Filled(_l("Write the record number.")), Clean(60)])
