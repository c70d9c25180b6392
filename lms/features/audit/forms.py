"""What the list of events is asked for."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField

from lms.features.audit.views.words import KINDS
from lms.web.forms import Clean, Day, Form, trimmed


class EventsForm(Form):
    """A kind, whose and which days. Nothing is changed by it, so it needs no token."""

    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice("", _l("All kinds")), *(SelectChoice(one.value, words) for one, words in KINDS.items())],
    )
    q = StringField(_l("Number, sign-in name or record number"), [Clean(60)], filters=[trimmed])
    since = Day(_l("First day"))
    until = Day(_l("Last day"))
