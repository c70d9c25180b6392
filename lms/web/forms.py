"""What every form shares: size caps, hidden characters refused in words, and a page that keeps what was typed."""

import datetime as dt
import re
import unicodedata
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, ValidationError
from wtforms.validators import StopValidation

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


class Form(FlaskForm):  # type: ignore[misc]
    """The parent of all forms. ``order`` names the fields that a page shows first, in its order."""

    order: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields: dict[str, Field] = {name: self._fields[name] for name in self.order} | self._fields


class Clean:
    """Refuse characters nobody can see, but for tabs and line ends, and mark and say where they stand."""

    def __init__(self, longest: int = 200) -> None:
        self.longest = longest

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words; the typed text stays in the field."""
        text = field.data or ""
        for position, character in enumerate(text, 1):
            if _CONTROLS.match(character) or _DIRECTIONS.match(character):
                field.data = _CONTROLS.sub("\ufffd", text)
                raise ValidationError(_("Remove the hidden character at position %(n)s.", n=position))
        if len(text) > self.longest:
            raise ValidationError(
                _("Too long (limit %(n)s characters). Your text is still on this page.", n=f"{self.longest:,}")
            )


class Filled:
    """Something other than spaces has to be there; the words say what to do, and nothing more is said of an empty box."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads this name from the class.

    def __init__(self, words: Any = None) -> None:
        self.words = lazy_gettext("Write something here.") if words is None else words

    def __call__(self, form: Form, field: Field) -> None:
        """Raise in plain words."""
        if not (field.data or "").strip():
            raise StopValidation(self.words)


class Day(DateField):  # type: ignore[misc]
    """A day of a year that a calendar of ours can hold in every zone; what was typed stays in the box when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or ask for one in plain words; an empty box is no day."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if typed:
            try:
                day = dt.date.fromisoformat(typed)
            except ValueError:
                day = dt.date.min
            if 1900 <= day.year <= 2999:
                self.data = day
            else:
                raise ValueError(_("Write the day as year-month-day, such as 2027-01-31."))


def trimmed(text: str | None) -> str:
    """A text without blanks at either end, as forms filter it."""
    return (text or "").strip()


def one_line(text: str | None) -> str:
    """A text on one line, without blanks at either end."""
    return " ".join((text or "").split())


def storable(text: str) -> str:
    """Text as it can be stored on every database: line ends as newlines, NFC, no NUL and no lone surrogate."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def again(template: str, **context: Any) -> ResponseReturnValue:
    """The same page with what was typed and what to mend, as 422."""
    return render_template(template, errors=True, **context), 422
