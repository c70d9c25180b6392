"""The forms about drafts: the steps to a new course or module, a new lesson, another name, a file to bring in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField

from lms.web.forms import Clean, Filled, Form, one_line
from lms.web.i18n import LANGUAGES

PARTS = [
    SelectChoice("two-lessons", _l("Two lessons")),
    SelectChoice("quiz", _l("A quiz")),
    SelectChoice("practical", _l("A practical task that a mentor watches")),
]
SIGNS = [
    SelectChoice("mentor", _l("Her mentor signs it off")),
    SelectChoice("none", _l("Nobody: it is done when she has read it and passed the quiz")),
]


class Asked(Form):
    """A step whose words travel in the address, so that Back works; nothing changes before the last one."""

    class Meta:
        csrf = False


class CourseNameForm(Asked):
    """What a new course is called."""

    title = StringField(_l("Name of the course"), [Filled(), Clean(200)], filters=[one_line])
    summary = TextAreaField(_l("What it gives her, in one or two lines"), [Filled(), Clean(500)], filters=[one_line])
    language = SelectField(
        _l("Language it is written in"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )


class ModuleNameForm(Asked):
    """What a new module is called."""

    module = StringField(_l("Name of the module"), [Filled(), Clean(200)], filters=[one_line])


class ShapeForm(Asked):
    """What a new module starts with."""

    parts = SelectMultipleField(_l("What is in it to begin with?"), choices=PARTS, default=["two-lessons", "quiz"])
    signs = RadioField(_l("Who signs it off?"), choices=SIGNS, default="mentor")


class FirstModuleForm(ModuleNameForm, ShapeForm):
    """The first module of a new course."""


class LessonForm(Form):
    """What a new lesson is called."""

    title = StringField(_l("Name of the lesson"), [Filled(), Clean(200)], filters=[one_line])


class MoveForm(Form):
    """Another short name, and for a lesson another module."""

    slug = StringField(_l("Short name"), [Filled(), Clean(60)], filters=[one_line])
    folder = SelectField(_l("Module"), validate_choice=True)

    def __init__(self, *args: Any, folders: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.folder.choices = [SelectChoice(path, title) for path, title in folders]
        if not folders:
            del self.folder


class BringForm(Form):
    """A zip of a course folder, or one Markdown file."""

    file = FileField(_l("A zip of a course folder, or one Markdown file"))


class LessonFileForm(BringForm):
    """A zip or a Markdown file, and the module that a lesson goes to."""

    folder = SelectField(_l("Module for a single lesson"), validate_choice=True)

    def __init__(self, *args: Any, folders: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.folder.choices = [SelectChoice(path, title) for path, title in folders]
        if not folders:
            del self.folder
