"""Drafts: opened once for each course, every save kept, a stale one beside the newer, moves all or none."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from lms.content.reader import read
from lms.features.authoring.queries import contents
from lms.features.drafts import queries
from lms.features.drafts.actions import (
    Saved,
    close_draft,
    draft_of_version,
    move_files,
    open_draft,
    put_files,
    remove_file,
    remove_files,
    save_file,
    start_draft,
)
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.drafts import Draft, DraftSave
from lms.models.library import Course
from lms.rules.drafts import DraftClosed, PathTaken
from lms.rules.permissions import Actor, Role
from tests.make import NOW
from tests.make_courses import WAGE, bread, publish_tree, with_text

LATER = NOW + dt.timedelta(hours=1)
MIX = "1-dough/1-mix.md"


@pytest.fixture
def ivy(people) -> Actor:
    return Actor(people.ivy, "Ivy Instructor", frozenset({Role.INSTRUCTOR}), 1)


@pytest.fixture
def max_(people) -> Actor:
    return Actor(people.max, "Max Elsewhere", frozenset({Role.INSTRUCTOR}), 1)


@pytest.fixture
def draft_id(ivy) -> int:
    publish_tree(bread())
    made = open_draft(ivy, "bread", NOW)
    db.session.commit()
    return made


def kept(draft_id):
    """Every save: path, bytes, based on, outcome."""
    rows = sa.select(DraftSave).where(DraftSave.draft_id == draft_id).order_by(DraftSave.id)
    return [(row.path, row.based_on, row.outcome, row.sha256 is not None) for row in db.session.scalars(rows)]


def test_a_draft_holds_the_files_of_the_version_offered(ivy, max_, draft_id):
    assert queries.draft_tree(draft_id) == bread()
    assert {file.revision for file in queries.draft_files(draft_id)} == {1}
    row = queries.draft("bread")
    assert (row.id, row.based_on_number, row.by, row.title) == (draft_id, 1, "Ivy Instructor", "Bread")
    assert open_draft(max_, "bread", LATER) == draft_id
    assert [one.id for one in queries.open_drafts()[0]] == [draft_id]
    course, problems = read(queries.draft_tree(draft_id), {WAGE.id: WAGE}, set(), "bread")
    assert course is not None, problems


def test_an_older_version_can_be_opened_as_a_draft(ivy):
    publish_tree(bread())
    old = db.session.get_one(Course, "bread").version_id
    publish_tree(with_text(bread(), MIX, "Mix it.", "Mix it well."), now=LATER)
    draft_id = draft_of_version(ivy, "bread", old, LATER)
    assert queries.draft_tree(draft_id) == bread() == contents(old)


def test_a_new_course_starts_with_its_files_once(ivy):
    draft_id = start_draft(ivy, "knots", {"course.md": b"---\ntitle: Knots\n---\n"}, NOW)
    db.session.commit()
    assert queries.draft_tree(draft_id) == {"course.md": b"---\ntitle: Knots\n---\n"}
    assert start_draft(ivy, "knots", {"course.md": b"other"}, NOW) is None
    publish_tree(bread())
    assert start_draft(ivy, "bread", {}, NOW) is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 1


def test_every_save_is_kept_and_the_same_key_is_one_save(ivy, draft_id):
    assert save_file(ivy, draft_id, MIX, b"one", "key-1", 1, NOW) == Saved("current", 2)
    assert save_file(ivy, draft_id, MIX, b"one", "key-1", 1, NOW) == Saved("current", 2)
    assert save_file(ivy, draft_id, MIX, b"two", "key-2", 2, LATER) == Saved("current", 3)
    assert save_file(ivy, draft_id, MIX, b"two", "key-3", 1, LATER) == Saved("current", 3)
    assert kept(draft_id) == [(MIX, 1, "current", True), (MIX, 2, "current", True), (MIX, 1, "current", True)]
    saves, before = queries.saves(draft_id, MIX)
    assert before is None
    assert [queries.save(draft_id, one.id).content for one in saves] == [b"two", b"two", b"one"]
    assert queries.file(draft_id, MIX).content == b"two"
    assert queries.save(draft_id + 1, saves[0].id) is None


def test_a_key_that_was_used_for_another_file_loses_nothing(ivy, draft_id):
    save_file(ivy, draft_id, MIX, b"one", "key", 1, NOW)
    assert save_file(ivy, draft_id, "course.md", b"other", "key", 1, NOW) == Saved("current", 2)
    assert save_file(ivy, draft_id, "course.md", b"other yet", "", 2, NOW) == Saved("current", 3)
    assert len(kept(draft_id)) == 3
    assert save_file(ivy, draft_id, MIX, b"other words", "key", 2, NOW) == Saved("current", 3)


def test_two_people_at_one_file_and_both_texts_are_kept(ivy, max_, draft_id):
    save_file(ivy, draft_id, MIX, b"hers", "ivy", 1, NOW)
    assert save_file(max_, draft_id, MIX, b"his", "max", 1, LATER) == Saved("stale", 2)
    assert queries.file(draft_id, MIX).content == b"hers"
    newest = queries.saves(draft_id, MIX)[0][0]
    assert (newest.outcome, newest.by, queries.save(draft_id, newest.id).content) == ("stale", "Max Elsewhere", b"his")
    assert save_file(max_, draft_id, MIX, b"both", "max-2", 2, LATER) == Saved("current", 3)


def test_a_file_that_was_removed_takes_no_older_text(ivy, max_, draft_id):
    assert remove_file(ivy, draft_id, MIX, "gone", 1, NOW) == Saved("current", 2)
    assert MIX not in queries.draft_tree(draft_id)
    assert queries.file(draft_id, MIX).content is None
    assert save_file(max_, draft_id, MIX, b"late", "late", 1, NOW) == Saved("stale", 2)
    assert save_file(max_, draft_id, MIX, b"new", "new", 2, NOW) == Saved("current", 3)
    assert remove_file(ivy, draft_id, MIX, "again", 1, NOW) == Saved("stale", 3)


def test_files_move_all_or_none(ivy, draft_id):
    move_files(ivy, draft_id, {MIX: "1-dough/2-knead.md", "1-dough/2-knead.md": MIX}, NOW)
    tree = bread()
    tree[MIX], tree["1-dough/2-knead.md"] = tree["1-dough/2-knead.md"], tree[MIX]
    assert queries.draft_tree(draft_id) == tree
    with pytest.raises(PathTaken) as refused:
        move_files(ivy, draft_id, {MIX: "1-dough/3-mix.md", "course.md": "1-dough/quiz.md"}, NOW)
    assert refused.value.path == "1-dough/quiz.md"
    assert queries.draft_tree(draft_id) == tree
    move_files(ivy, draft_id, {MIX: "1-dough/3-mix.md", "not-there.md": "course.md"}, NOW)
    assert queries.moved_to(draft_id, MIX) == "1-dough/3-mix.md"
    assert queries.file(draft_id, MIX).content is None


def test_files_are_put_and_removed_together(ivy, draft_id):
    put_files(ivy, draft_id, {MIX: b"new", "course.md": bread()["course.md"]}, NOW)
    assert kept(draft_id) == [(MIX, 1, "current", True)]
    oven = [path for path in bread() if path.startswith("2-oven/")]
    remove_files(ivy, draft_id, [*oven, "not-there.md"], NOW)
    assert set(queries.draft_tree(draft_id)) == set(bread()) - set(oven)
    assert queries.draft_tree(draft_id)[MIX] == b"new"


def test_a_closed_draft_still_keeps_what_is_sent(ivy, max_, draft_id):
    close_draft(ivy, draft_id, "discarded", NOW)
    with pytest.raises(DraftClosed):
        save_file(max_, draft_id, MIX, b"late", "late", 1, LATER)
    db.session.commit()
    assert kept(draft_id) == [(MIX, 1, "stale", True)]
    assert queries.draft("bread") is None
    for change in (
        lambda: move_files(ivy, draft_id, {}, NOW),
        lambda: put_files(ivy, draft_id, {}, NOW),
        lambda: remove_files(ivy, draft_id, [], NOW),
        lambda: close_draft(ivy, draft_id, "published", NOW),
    ):
        with pytest.raises(DraftClosed):
            change()
    with pytest.raises(ValueError, match="burnt"):
        close_draft(ivy, draft_id, "burnt", NOW)
    again = open_draft(ivy, "bread", LATER)
    assert again != draft_id
    assert queries.draft_tree(again) == bread()


def test_saves_cannot_be_altered(ivy, draft_id):
    save_file(ivy, draft_id, MIX, b"one", "key", 1, NOW)
    db.session.commit()
    for verb in (sa.update(DraftSave).values(outcome="stale"), sa.delete(DraftSave), sa.delete(Draft)):
        with pytest.raises(sa.exc.DBAPIError, match="kept as they are"):
            db.session.execute(verb)
        db.session.rollback()


def test_what_was_done_is_written_down(ivy, draft_id):
    save_file(ivy, draft_id, MIX, b"one", "key", 1, NOW)
    move_files(ivy, draft_id, {MIX: "1-dough/3-mix.md"}, NOW)
    close_draft(ivy, draft_id, "published", NOW)
    rows = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action.startswith("draft")).order_by(AuditEvent.id)
    )
    assert [row.action for row in rows] == ["draft-opened", "draft-saved", "draft-files-moved", "draft-published"]


def test_many_savers_at_once_lose_nothing(app, ivy, draft_id):
    outcomes = []

    def run(number):
        with app.app_context():
            outcomes.append(save_file(ivy, draft_id, MIX, b"text %d" % number, f"key-{number}", 1, NOW).outcome)
            db.session.commit()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["current"] + ["stale"] * 5
    texts = {queries.save(draft_id, one.id).content for one in queries.saves(draft_id, MIX)[0]}
    assert texts == {b"text %d" % number for number in range(6)}


def test_lists_of_drafts_and_saves_go_on_page_by_page(ivy, draft_id, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for course_id in ("apples", "cherries"):
        start_draft(ivy, course_id, {"course.md": b"x"}, NOW)
    first, after = queries.open_drafts()
    rest, end = queries.open_drafts(after)
    assert ([one.course_id for one in [*first, *rest]], end) == (["apples", "bread", "cherries"], "")
    for number in range(3):
        save_file(ivy, draft_id, MIX, b"%d" % number, f"key-{number}", number + 1, NOW)
    newest, before = queries.saves(draft_id, MIX)
    oldest, end = queries.saves(draft_id, MIX, before)
    assert [queries.save(draft_id, one.id).content for one in [*newest, *oldest]] == [b"2", b"1", b"0"]
    assert end is None
