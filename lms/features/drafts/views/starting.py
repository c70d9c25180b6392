"""All drafts, a course opened for writing, and new courses, modules, lessons, quizzes and practicals."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lms.content import starts
from lms.content.front import NO_COURSE_IDS, Key, read_front
from lms.content.layout import LANGUAGE
from lms.content.places import free_number, free_slug, module_folders, slug_of
from lms.features.authoring.queries import course_ids
from lms.features.drafts import actions, queries
from lms.features.drafts.forms import (
    Asked,
    CourseNameForm,
    FirstModuleForm,
    LessonForm,
    ModuleNameForm,
    ShapeForm,
)
from lms.features.drafts.views.found import find_draft, find_offered, routes, to_draft, to_file
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again, storable


@routes.page("/drafts", needs=May.WRITE)
def index(actor: Actor) -> ResponseReturnValue:
    """All open drafts."""
    rows, after = queries.open_drafts(storable(request.args.get("after", "")))
    return render_template("drafts/index.html", drafts=rows, after=after)


@routes.act("/library/<course_id>/draft", needs=May.WRITE, find=find_offered)
def open_course(actor: Actor, row: Any) -> ResponseReturnValue:
    """Open the draft of a course, or make it from the version that is offered."""
    actions.open_draft(actor, row.id, signin.now())
    return redirect(url_for("drafts.draft", course_id=row.id))


class _Steps:
    """Steps whose words travel in the address; the last one shows everything once more and holds the button."""

    def __init__(self, sent: MultiDict[str, str], *forms: type[Asked]) -> None:
        self.sent = sent
        self.forms = [self._filled(form) for form in forms]

    def _filled(self, form: type[Asked]) -> Asked:
        names = {field.name for field in form(formdata=None)}
        return form(formdata=self.sent if names & set(self.sent) else None)

    def first_bad(self, before: int) -> int | None:
        """The first step before this one that is not in order."""
        return next((n for n, form in enumerate(self.forms[: before - 1], 1) if not form.validate()), None)

    def page(self, last: bool = False, **context: Any) -> ResponseReturnValue:
        """The step that is asked for, or the ``last``, or an earlier one that has to be mended first."""
        most = len(self.forms) + 1
        asked = most if last else min(max(self.sent.get("step", 1, type=int), 1), most)
        bad = self.first_bad(asked)
        step = bad or asked
        context |= {"step": step, "steps": most, "carried": self.carried(step), "rows": self.rows()}
        context["form"] = self.forms[step - 1] if step <= len(self.forms) else None
        return again("drafts/new.html", **context) if bad else render_template("drafts/new.html", **context)

    def carried(self, step: int) -> list[tuple[str, str]]:
        """What was said in the other steps."""
        own = {field.name for field in self.forms[step - 1]} if step <= len(self.forms) else set()
        known = {field.name for form in self.forms for field in form} - own
        return [(name, value) for name, values in self.sent.lists() if name in known for value in values]

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Everything that was said, each with the way back to its step."""
        found = []
        for number, form in enumerate(self.forms, 1):
            query = urlencode([("step", str(number)), *self.carried(0), *self._own(form)])
            for field in form:
                found.append((str(field.label.text), _said(field), f"{request.path}?{query}", _("Change")))
        return found

    def _own(self, form: Asked) -> list[tuple[str, str]]:
        names = {field.name for field in form}
        return [(name, value) for name, values in self.sent.lists() if name in names for value in values]


def _said(field: Any) -> str:
    """What was said in a field, in words."""
    chosen = field.data if isinstance(field.data, list) else [field.data or ""]
    words = {str(one.value): str(one.label) for one in getattr(field, "choices", None) or []}
    return "\n".join(words.get(one, one) for one in chosen) or str(_("nothing yet"))


@routes.page("/drafts/new", needs=May.WRITE)
def new_course(actor: Actor) -> ResponseReturnValue:
    """Three steps to a new course: its name, its first module, and a last look."""
    steps = _Steps(request.args, CourseNameForm, FirstModuleForm)
    return steps.page(**_about_course())


def _about_course() -> dict[str, Any]:
    return {"what": "course", "back": url_for("drafts.index"), "action": url_for("drafts.new_course")}


@routes.act("/drafts/new", needs=May.WRITE)
def make_course(actor: Actor) -> ResponseReturnValue:
    """Make the draft of a new course from its template."""
    steps = _Steps(request.form, CourseNameForm, FirstModuleForm)
    names, shape = steps.forms
    if steps.first_bad(3):
        return steps.page(last=True, **_about_course())
    language = names.language.data
    files = {"course.md": starts.course(names.title.data, names.summary.data, language).encode()}
    folder = f"1-{slug_of(shape.module.data) or 'module'}"
    files |= _module_files(folder, shape.module.data, language, shape)
    wanted = slug_of(names.title.data) or "course"
    taken = course_ids() | NO_COURSE_IDS
    for _try in range(20):
        course_id = free_slug(f"course-{wanted}" if LANGUAGE.fullmatch(wanted) else wanted, taken)
        made = actions.start_draft(actor, course_id, files, signin.now())
        if made is not None or _is_twin(course_id, "course.md", files["course.md"]):
            return redirect(url_for("drafts.draft", course_id=course_id))
        taken.add(course_id)
    return redirect(url_for("drafts.index"))


def _is_twin(course_id: str, path: str, data: bytes) -> bool:
    """Whether this very file lies there untouched: the same form was sent twice."""
    row = queries.draft(course_id)
    file = queries.file(row.id, path) if row else None
    return file is not None and file.revision == 1 and file.content == data


def _module_files(folder: str, title: str, language: str, shape: Any) -> dict[str, bytes]:
    parts = shape.parts.data or []
    signs = "practical" if "practical" in parts else shape.signs.data
    wanted = [*parts, *(["lesson"] if "two-lessons" not in parts else [])]
    return starts.module(folder, title, language, signs, wanted)


def _page_of(title: str, language: str, shape: Any) -> bytes:
    return _module_files("one", title, language, shape)["one/module.md"]


@routes.page("/drafts/<course_id>/new-module", needs=May.WRITE, find=find_draft)
def new_module(actor: Actor, row: Any) -> ResponseReturnValue:
    """Three steps to a new module."""
    return _Steps(request.args, ModuleNameForm, ShapeForm).page(**_about_module(row))


def _about_module(row: Any) -> dict[str, Any]:
    back = url_for("drafts.draft", course_id=row.course_id)
    return {"what": "module", "back": back, "action": url_for("drafts.new_module", course_id=row.course_id)}


@routes.act("/drafts/<course_id>/new-module", needs=May.WRITE, find=find_draft)
def make_module(actor: Actor, row: Any) -> ResponseReturnValue:
    """Put a new module after the others."""
    steps = _Steps(request.form, ModuleNameForm, ShapeForm)
    if steps.first_bad(3):
        return steps.page(last=True, **_about_module(row))
    names, shape = steps.forms
    folders = module_folders(_paths(row))
    language, title = _language(row), names.module.data
    slug = slug_of(title) or "module"
    twin = next((folder for folder in folders if folder.slug == slug), None)
    if twin is None or not _is_twin(row.course_id, f"{twin.path}/module.md", _page_of(title, language, shape)):
        slug = free_slug(slug, [folder.slug for folder in folders])
        folder = f"{free_number(folder.number for folder in folders)}-{slug}"
        actions.put_new_files(actor, row.id, _module_files(folder, title, language, shape), signin.now())
        return to_file(row, f"{folder}/module.md")
    return to_file(row, f"{twin.path}/module.md")


def _paths(row: Any) -> list[str]:
    return [file.path for file in queries.draft_files(row.id)]


def _language(row: Any) -> str:
    """The language that the course is written in."""
    file = queries.file(row.id, "course.md")
    text = file.content.decode(errors="replace") if file and file.content else ""
    front, _problems = read_front("course.md", text, {"language": Key("text", "en")}, partial=True)
    return str(front.values["language"])


@routes.page("/drafts/<course_id>/new-lesson", needs=May.WRITE, find=find_draft)
def new_lesson(actor: Actor, row: Any) -> ResponseReturnValue:
    """Ask what a new lesson is called."""
    return render_template("drafts/new_lesson.html", draft=row, form=LessonForm(), folder=request.args.get("in", ""))


@routes.act("/drafts/<course_id>/add", needs=May.WRITE, find=find_draft)
def add(actor: Actor, row: Any) -> ResponseReturnValue:
    """Put a new lesson, a quiz or a practical into a module."""
    folders = {folder.path: folder for folder in module_folders(_paths(row))}
    folder = folders.get(request.form.get("folder", ""))
    kind, form = request.form.get("kind"), LessonForm()
    if folder is None:
        return to_draft(row)
    language = _language(row)
    if kind in ("quiz", "practical"):
        path = f"{folder.path}/{kind}.md"
        first = starts.quiz(language) if kind == "quiz" else starts.practical(language)
        if f"{kind}.md" not in folder.parts:
            actions.put_new_files(actor, row.id, {path: first.encode()}, signin.now())
        return to_file(row, path)
    if not form.validate():
        return again("drafts/new_lesson.html", draft=row, form=form, folder=folder.path)
    text = starts.lesson(form.title.data, language).encode()
    slugs = {slug: path for _number, slug, path in folder.lessons}
    slug = slug_of(form.title.data) or "lesson"
    if slug in slugs and _is_twin(row.course_id, slugs[slug], text):
        return to_file(row, slugs[slug])
    number = free_number(number for number, _slug, _path in folder.lessons)
    path = f"{folder.path}/{number}-{free_slug(slug, slugs)}.md"
    actions.put_new_files(actor, row.id, {path: text}, signin.now())
    return to_file(row, path)
