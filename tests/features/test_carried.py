"""A course carried from one database to another: the same bytes, the same hashes, and the same zip again."""

import sqlalchemy as sa
from flask_migrate import upgrade

from lms.features.authoring.queries import contents
from lms.models.base import db
from lms.models.library import Course, CourseVersion, CourseVersionModule, ModuleVersion
from tests.make_courses import bread, publish_tree, with_text
from tests.make_places import new_place, run

SECOND = with_text(bread(), "1-dough/2-knead.md", "Knead it.", "Knead it well.\r\n\r\nAnd rest — “so”.  ")


def offered():
    """The hash of the version on offer, of each of its modules, and its very bytes."""
    version = db.session.execute(
        sa.select(CourseVersion.id, CourseVersion.hash).join(Course, Course.version_id == CourseVersion.id)
    ).one()
    modules = db.session.execute(
        sa.select(ModuleVersion.module_id, ModuleVersion.hash)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .where(CourseVersionModule.course_version_id == version.id)
        .order_by(CourseVersionModule.position)
    ).all()
    return version.hash, [tuple(one) for one in modules], contents(version.id)


def test_a_zip_taken_into_an_empty_database_is_the_same_course(app, browse, people, tmp_path):
    publish_tree(bread())
    publish_tree(SECOND, change="breaking")
    before = offered()
    db.session.rollback()
    packed = browse(people.ivy).client.get("/library/bread/versions/2.zip").get_data()
    carried = tmp_path / "bread.zip"
    carried.write_bytes(packed)
    with new_place(app, tmp_path / "other") as other:
        with other.app_context():
            upgrade()
        assert run(other, "courses", "import", carried).exit_code == 0
        assert run(other, "courses", "export", "bread", tmp_path / "again.zip").exit_code == 0
        with other.app_context():
            after = offered()
            db.session.rollback()
    assert after == before
    assert after[2] == SECOND
    assert (tmp_path / "again.zip").read_bytes() == packed


def test_one_changed_byte_is_another_hash(app):
    publish_tree(bread())
    first = offered()
    publish_tree(SECOND)
    second = offered()
    assert second[0] != first[0]
    assert [one == other for one, other in zip(first[1], second[1], strict=True)] == [False, True]
