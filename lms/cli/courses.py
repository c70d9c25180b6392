"""Commands for courses: check the files, take them in, list what is there, give the files back."""

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup

from lms.content.archive import read_zip
from lms.content.check import check as find_problems
from lms.content.check import fix as write_ids
from lms.content.compiled import CompiledCourse, compile_course
from lms.content.export import export_folder, export_tree, export_zip
from lms.content.library import FACTS, Library, read_folder, read_library_tree
from lms.content.model import Course, Fact, Problem
from lms.content.render import Renderer
from lms.features.authoring import actions, queries
from lms.models.base import db

courses = AppGroup("courses", help="Take in, list and give back courses.")


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--fix", is_flag=True, help="Write an id after each question that has none, then check.")
def check(paths: tuple[Path, ...], fix: bool) -> None:
    """Check the files of courses: folders, libraries or zips. Needs no database."""
    if fix:
        for file in (file for path in paths for file in write_ids(path)):
            click.echo(f"{file}: ids written")
    report([problem for path in paths for problem in _below(path, find_problems(path))])


def _below(path: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The problems under paths that lead to the file from here; inside a zip, under the zip's name."""
    return [
        replace(problem, path=(path if problem.rule == "not-found" else path / problem.path).as_posix())
        for problem in problems
    ]


def report(problems: list[Problem]) -> None:
    """Print each problem, then how many there are; end with status 1 where one of them is an error."""
    for problem in problems:
        click.echo(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{errors} to mend, {len(problems) - errors} to look at", err=True)
    if errors:
        sys.exit(1)


@courses.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--note", default="", help="What changed, for those who read the list of versions.")
@click.option("--breaking", is_flag=True, help="Leave the work that learners have open on the version it is on.")
def import_(paths: tuple[Path, ...], note: str, breaking: bool) -> None:
    """Publish the courses in folders, libraries or zips. Where one of them has an error, nothing is taken in."""
    found, facts = read_all(paths)
    change = "breaking" if breaking else "small"
    for course, compiled in compile_all(found):
        before = queries.offered_number(course.id)
        db.session.rollback()  # The lock is taken by the first statement of the transaction that writes.
        version = actions.publish(course, compiled, facts, None, dt.datetime.now(dt.UTC), note, change)
        new, number = queries.new_modules(version.id), version.number
        db.session.commit()  # One course is taken in whole, or not at all.
        if number == before:
            click.echo(f"{course.id}: nothing new, still version {number}")
        else:
            click.echo(f"{course.id}: version {number}, {new} of {len(compiled.modules)} modules new")


def read_all(paths: Iterable[Path]) -> tuple[list[Course], dict[str, Fact]]:
    """Read every path with what is known from the database and from the paths before; end where there is an error."""
    facts, known = queries.all_facts(), queries.course_ids()
    db.session.rollback()  # Reading files takes a while; no transaction waits for it.
    found: dict[str, Course] = {}
    new_facts: dict[str, Fact] = {}
    problems: list[Problem] = []
    for path in paths:
        read, own, more = read_path(path, {**facts, **new_facts}, {*known, *found})
        found |= read
        new_facts |= own
        problems += _below(path, more)
    if problems:
        report(problems)
    return list(found.values()), new_facts


def read_path(path: Path, facts: dict[str, Fact], known: set[str]) -> Library:
    """Read a library, one course folder with the facts that lie beside it, or a zip of either."""
    if not path.is_dir():
        if not path.is_file():
            return {}, {}, [Problem(path.name, 0, "not-found", "There is no such file or folder.")]
        tree, problems = read_zip(path.read_bytes())
        return ({}, {}, problems) if problems else read_library_tree(tree, facts, known)
    tree = read_folder(path)
    if "course.md" not in tree:
        return read_library_tree(tree, facts, known)
    whole = path.resolve()
    beside = whole.parent / FACTS
    rows = {FACTS: beside.read_bytes()} if beside.is_file() else {}
    named = {f"{whole.name}/{inner}": data for inner, data in tree.items()}
    read, own, problems = read_library_tree(named | rows, facts, known)
    return read, own, [replace(one, path=one.path.removeprefix(f"{whole.name}/")) for one in problems]


def compile_all(found: Iterable[Course]) -> list[tuple[Course, CompiledCourse]]:
    """Render every course before anything is written; end where a text cannot be shown."""
    with Renderer() as renderer:
        made = [(course, compile_course(course, renderer)) for course in found]
    problems = [
        replace(problem, path=f"{course.id}/{problem.path}")
        for course, compiled in made
        for problem in compiled.problems
    ]
    if problems:
        report(problems)
    return made


@courses.command("list")
def list_() -> None:
    """List the courses: id, version, day of publishing and title."""
    for row in queries.all_courses():
        click.echo(f"{row.id}\t{row.number}\t{row.published_at:%Y-%m-%d}\t{row.title}")


@courses.command("export")
@click.argument("course_id")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--version", "number", type=int, help="A version's number; without it, the one that is offered.")
def export(course_id: str, target: Path, number: int | None) -> None:
    """Write the very files of a course, and the facts it uses, to a new folder or to a new .zip."""
    exported = queries.exported(course_id, number)
    if exported is None:
        raise click.ClickException("There is no such course or version. See: lms courses list")
    course, facts = exported
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise click.ClickException(f"{target} is there already. Choose a new place.")
    if target.suffix == ".zip":
        target.write_bytes(export_zip(course, facts))
    else:
        export_folder(replace(course, files=export_tree(course, facts)), target)
    click.echo(f"{course_id} is in {target}")
