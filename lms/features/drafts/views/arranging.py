"""The order and names of files: up and down, another name or module, a copy, taking out, and discarding a draft."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.content.front import ID, LONGEST_ID
from lms.content.layout import Folder
from lms.content.places import (
    below,
    copied,
    free_number,
    free_slug,
    module_folders,
    moves_to,
    reordered,
    slug_in,
    with_id,
)
from lms.features.drafts import actions, queries
from lms.features.drafts.forms import MoveForm
from lms.features.drafts.looking import look_at
from lms.features.drafts.views.found import find_draft, find_place, routes, to_draft, to_file
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again


def _folders(tree: Any) -> list[Folder]:
    return module_folders(tree)


def _named(path: str, folders: list[Folder]) -> bool:
    """Whether a path is one whose name its author chooses: a module folder or a lesson of the course itself."""
    lessons = {lesson for folder in folders for *_numbers, lesson in folder.lessons}
    return path in lessons or path in {folder.path for folder in folders}


@routes.act("/drafts/<course_id>/shift", needs=May.WRITE, find=find_draft)
def shift(actor: Actor, row: Any) -> ResponseReturnValue:
    """Move a module or a lesson one place up or down."""
    step = -1 if request.form.get("step") == "up" else 1
    paths = [file.path for file in queries.draft_files(row.id)]
    if moves := reordered(paths, request.form.get("path", ""), step):
        actions.move_files(actor, row.id, moves, signin.now())
    return to_draft(row)


def _move_form(path: str, folders: list[Folder], titles: dict[str, str]) -> MoveForm:
    """The form to move a lesson, or only to rename a module."""
    into = [(one.path, titles.get(one.path, one.slug)) for one in folders] if path.endswith(".md") else []
    return MoveForm(folders=into, data={"slug": slug_in(path), "folder": path.rpartition("/")[0]})


def _titles(row: Any) -> tuple[dict[str, bytes], dict[str, str]]:
    look = look_at(row.course_id, row.id)
    modules = look.course.modules if look.course else ()
    return dict(look.tree), {one.path: one.title for one in modules}


@routes.page("/drafts/<course_id>/move/<path:path>", needs=May.WRITE, find=find_place)
def move(actor: Actor, found: tuple[Any, str]) -> ResponseReturnValue:
    """Ask for another short name, and for a lesson for its module."""
    row, path = found
    tree, titles = _titles(row)
    folders = _folders(tree)
    if not _named(path, folders):
        return to_draft(row)
    return render_template("drafts/move.html", draft=row, path=path, form=_move_form(path, folders, titles))


@routes.act("/drafts/<course_id>/move/<path:path>", needs=May.WRITE, find=find_place)
def set_place(actor: Actor, found: tuple[Any, str]) -> ResponseReturnValue:
    """Move a lesson or rename it or a module; each keeps the id it is known by."""
    row, path = found
    tree, titles = _titles(row)
    folders = _folders(tree)
    form = _move_form(path, folders, titles)
    if not _named(path, folders):
        return to_draft(row)
    if form.validate() and not (ID.fullmatch(form.slug.data) and len(form.slug.data) <= LONGEST_ID):
        form.slug.errors = [_("Use small letters, digits and hyphens, such as first-steps.")]
    if form.errors or form.slug.errors:
        return again("drafts/move.html", draft=row, path=path, form=form)
    new = _new_path(path, form, folders)
    if new in tree or any(one.startswith(f"{new}/") for one in tree if new != path):
        form.slug.errors = [_("There is one of this name already. Choose another.")]
        return again("drafts/move.html", draft=row, path=path, form=form)
    actions.move_files(actor, row.id, moves_to(list(tree), path, new), signin.now())
    page_path = new if new.endswith(".md") else f"{new}/module.md"
    here = queries.file(row.id, page_path)
    if here is not None and here.content is not None and slug_in(path) != slug_in(new):
        actions.put_files(actor, row.id, {page_path: with_id(here.content, slug_in(path))}, signin.now())
    return to_draft(row)


def _new_path(path: str, form: MoveForm, folders: list[Folder]) -> str:
    """Where a lesson or a module goes; in another module a lesson goes to the end."""
    parent, _slash, name = path.rpartition("/")
    number = name.split("-", 1)[0]
    if not path.endswith(".md"):
        return f"{number}-{form.slug.data}"
    if form.folder.data != parent:
        parent = form.folder.data
        folder = next(one for one in folders if one.path == parent)
        number = str(free_number(taken for taken, _slug, _path in folder.lessons))
    return f"{parent}/{number}-{form.slug.data}.md"


@routes.act("/drafts/<course_id>/duplicate/<path:path>", needs=May.WRITE, find=find_place)
def duplicate(actor: Actor, found: tuple[Any, str]) -> ResponseReturnValue:
    """Put a copy of a lesson or a module after the others."""
    row, path = found
    tree = queries.draft_tree(row.id)
    folders = _folders(tree)
    if not _named(path, folders):
        return to_draft(row)
    if path.endswith(".md"):
        parent = path.rpartition("/")[0]
        lessons = next(one for one in folders if one.path == parent).lessons
        number, slugs = free_number(one for one, *_ in lessons), [slug for _n, slug, _p in lessons]
        new = f"{parent}/{number}-{free_slug(f'{slug_in(path)[:50]}-copy', slugs)}.md"
    else:
        number, slugs = free_number(one.number for one in folders), [one.slug for one in folders]
        new = f"{number}-{free_slug(f'{slug_in(path)[:50]}-copy', slugs)}"
    actions.put_new_files(actor, row.id, copied(tree, path, new), signin.now())
    return to_file(row, new if new.endswith(".md") else f"{new}/module.md")


@routes.page("/drafts/<course_id>/remove/<path:path>", needs=May.WRITE, find=find_place)
def check_remove(actor: Actor, found: tuple[Any, str]) -> ResponseReturnValue:
    """Show what would go, before it goes."""
    row, path = found
    paths = below(queries.draft_tree(row.id), path)
    return render_template("drafts/remove.html", draft=row, path=path, paths=paths)


@routes.act("/drafts/<course_id>/remove/<path:path>", needs=May.WRITE, find=find_place)
def remove(actor: Actor, found: tuple[Any, str]) -> ResponseReturnValue:
    """Take a file, or a module with all its files, out of the draft."""
    row, path = found
    paths = [file.path for file in queries.draft_files(row.id)]
    actions.remove_files(actor, row.id, below(paths, path), signin.now())
    return to_draft(row)


@routes.page("/drafts/<course_id>/discard", needs=May.WRITE, find=find_draft)
def check_discard(actor: Actor, row: Any) -> ResponseReturnValue:
    """Show once more what is discarded."""
    return render_template("drafts/discard.html", draft=row, files=len(queries.draft_files(row.id)))


@routes.act("/drafts/<course_id>/discard", needs=May.WRITE, find=find_draft)
def discard(actor: Actor, row: Any) -> ResponseReturnValue:
    """Close a draft; the course stays as it is offered."""
    actions.close_draft(actor, row.id, "discarded", signin.now())
    return redirect(url_for("drafts.index"))
