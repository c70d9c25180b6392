"""Bringing a question file, and choosing where its quiz goes."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectChoice, SelectField

from lms.content.formats import FORMATS
from lms.web.forms import Form


class BringForm(Form):
    """A file, and what it is written in."""

    file = FileField(_l("Question file"))
    format = SelectField(
        _l("Format"),
        choices=[SelectChoice("", _l("Find out by itself")), *(SelectChoice(*one) for one in FORMATS.items())],
        default="",
    )


class PutForm(Form):
    """The module that takes the quiz."""

    place = SelectField(_l("Module"), choices=[])
