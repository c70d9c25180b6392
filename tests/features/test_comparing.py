"""Any two versions of a course beside each other: words, pictures, and how long it takes in a large library."""

import time

import pytest
import sqlalchemy as sa

from lms.features.authoring import comparing
from lms.models.base import db
from lms.models.library import Course, CourseVersion, CourseVersionModule, VersionFile
from tests.make_courses import bread, png, publish_tree, with_text
from tests.make_many import copies

KNEAD, QUIZ = "1-dough/2-knead.md", "1-dough/quiz.md"


@pytest.fixture
def ivy(browse, people):
    return browse(people.ivy)


def test_two_versions_are_held_against_each_other(ivy):
    publish_tree(bread())
    second = with_text(with_text(bread(), KNEAD, "Knead it.", "Knead it for long."), QUIZ, "= 2", "= 3")
    publish_tree({**second, "media/dough.png": png(3, 3)}, change="breaking", note="Two hands were too few")
    publish_tree(bread())
    page = ivy.get("/library/bread/compare?old=1&new=2")
    assert page.status == 200
    assert page.html.index("What changed from version 1 to 2") < page.html.index("Lesson changed: Knead")
    assert "Other right answer: How many hands?" in page.text
    assert "Two hands were too few" in page.text
    assert ["".join(e.itertext()) for e in page.all("ins")] == ["[put in:]  for long", "[put in:] 3"]
    assert ["".join(e.itertext()) for e in page.all("del")] == ["[taken out:] 2"]
    assert [e.get("alt") for e in page.all("img")] == [
        "The picture as it was: media/dough.png",
        "The picture as it is now: media/dough.png",
    ]
    assert {ivy.client.get(e.get("src")).status_code for e in page.all("img")} == {200}
    back = ivy.get("/library/bread/compare?old=2&new=3")
    assert ["".join(e.itertext()) for e in back.all("del")] == ["[taken out:]  for long", "[taken out:] 3"]
    same = ivy.get("/library/bread/compare?old=1&new=3")
    assert "The files of the two versions are the same." in same.text
    assert "Nothing that learners would notice." in same.text


def test_without_numbers_the_newest_is_held_against_the_one_before(ivy):
    for word in ("one", "two", "three"):
        publish_tree(with_text(bread(), KNEAD, "Knead it.", f"Knead it {word}."))
    page = ivy.get("/library/bread/compare")
    assert "What changed from version 2 to 3" in page.text
    assert ivy.get("/library/bread").link("Compare two versions") == "/library/bread/compare"
    assert ivy.get("/library/bread/versions/2").link("See what changed") == "/library/bread/compare?old=1&new=2"
    for numbers in ("old=99&new=1", "old=1&new=99", f"old=1&new={10**12}0"):
        assert ivy.get(f"/library/bread/compare?{numbers}").status in (200, 404)
    assert ivy.get("/library/bread/compare?old=x&new=-1").status == 200


def test_what_is_typed_in_a_file_is_shown_as_typed(ivy):
    publish_tree(bread())
    publish_tree(with_text(bread(), KNEAD, "Knead it.", "Knead `<b onclick=x()>it</b>` &amp; more."))
    page = ivy.get("/library/bread/compare")
    assert "<b onclick=x()>" in page.text
    assert page.all("b") == []


def test_a_long_change_has_a_page_of_its_own(ivy, monkeypatch):
    monkeypatch.setattr(comparing, "MOST_SHOWN", 30)
    publish_tree(bread())
    text = with_text(bread(), KNEAD, "Knead it.", "Knead it. " + "Again and again. " * 20)
    publish_tree(with_text(text, "course.md", "Bake *well*.", "Bake."))
    page = ivy.get("/library/bread/compare")
    assert "Again and again" not in page.text
    page = ivy.get(page.link("Show what changed in this file"))
    assert page.text.count("Again and again") == 20
    assert "Bake" not in page.text
    own = ivy.get("/library/bread/compare?old=1&new=2&path=1-dough%2F2-knead.md")
    assert own.text.count("Again and again") == 20
    assert own.link("All that changed") == "/library/bread/compare?old=1&new=2"
    assert ivy.get("/library/bread/compare?path=1-dough%2F1-mix.md").status == 404


def test_only_line_ends_changed(ivy):
    publish_tree(bread())
    data = bread()
    publish_tree({**data, KNEAD: data[KNEAD].replace(b"\n", b"\r\n")})
    page = ivy.get("/library/bread/compare")
    assert "Only signs that nobody sees changed" in page.text
    assert page.all("ins") == []


def test_those_who_do_not_teach_see_no_comparison(browse, people):
    publish_tree(bread())
    for who in (people.ann, people.mo, people.ada, people.otto):
        assert browse(who).get("/library/bread/compare").status == 403
    assert browse(people.cora).get("/library/bread/compare").status == 200
    assert browse(people.cora).get("/library/none/compare").status == 404


def make_library(courses: int, versions: int) -> None:
    """Many courses, each with many versions that share their files: only rows, as publishing them all takes long."""
    publish_tree(bread())
    publish_tree(with_text(bread(), KNEAD, "Knead it.", "Knead it well."))
    first, second = db.session.scalars(sa.select(CourseVersion.id).order_by(CourseVersion.number))
    copies(Course, range(courses), Course.id == "bread", lambda n: {"id": f"many{n:03}", "version_id": None})
    ids = range(1000, 1000 + courses * versions)
    copies(
        CourseVersion,
        ids,
        CourseVersion.id == first,
        lambda n: {"id": n, "course_id": f"many{(n - 1000) // versions:03}", "number": (n - 1000) % versions + 1},
    )
    for table, columns in ((VersionFile, ("path", "sha256")), (CourseVersionModule, ("module_version_id", "position"))):
        same = (
            sa.select(CourseVersion.id, *(getattr(table, name) for name in columns))
            .join(table, table.course_version_id == second)
            .where(CourseVersion.id >= 1000)
        )
        db.session.execute(sa.insert(table).from_select(["course_version_id", *columns], same))
    newest = sa.select(sa.func.max(CourseVersion.id)).where(CourseVersion.course_id == Course.id).scalar_subquery()
    db.session.execute(sa.update(Course).where(Course.version_id.is_(None)).values(version_id=newest))
    db.session.commit()


def seconds(browser, url):
    """How long a page takes once it has been opened before."""
    assert browser.get(url).status == 200
    start = time.perf_counter()
    browser.get(url)
    return time.perf_counter() - start


def test_lists_and_comparisons_stay_fast_with_two_hundred_courses_of_fifty_versions(ivy):
    make_library(200, 50)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VersionFile)) > 140_000
    for url in ("/library", "/library?after=many100", "/library/many100", "/library/many100/compare?old=3&new=47"):
        assert seconds(ivy, url) < 1, url
    assert len(ivy.queries) <= 8
