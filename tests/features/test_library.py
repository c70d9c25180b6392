"""The library pages: who sees them, what stands on them, and the pictures of lessons."""

import datetime as dt
import io
import zipfile

import pytest
import sqlalchemy as sa

from lms.content.hashing import sha256
from lms.models.base import db, insert_once
from lms.models.library import Blob, Course, CourseStaff, CourseVersion, FactRow, VersionFile
from tests import make
from tests.make import NOW
from tests.make_courses import bread, png, publish_tree, with_text
from tests.page import Browser, counted, opened

PAGES = (
    "/library",
    "/library/bread",
    "/library/bread/versions/1",
    "/library/bread/versions/1.zip",
    "/library/bread/preview/dough/mix",
)
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def ivy(browse, people):
    """Ivy teaches Bread; Yeast is somebody else's."""
    publish_tree(bread())
    publish_tree(with_text(bread(), "course.md", "title: Bread", "title: A Yeast"), "yeast")
    db.session.add(CourseStaff(course_id="bread", person_id=people.ivy))
    db.session.commit()
    return browse(people.ivy)


def fetch(browser: Browser, url: str):
    """What a browser gets that is not a page."""
    db.session.remove()
    with counted() as browser.queries:
        response = browser._fresh(url)
    browser._note(url, "GET")
    return response


def headings(page):
    return [" ".join("".join(e.itertext()).split()) for e in page.all("caption")]


def links(page, start):
    return [a.get("href") for a in page.all("a") if (a.get("href") or "").startswith(start)]


def test_her_courses_come_first(ivy):
    page = ivy.get("/library")
    assert page.status == 200
    assert headings(page) == ["Your courses", "Other courses"]
    assert links(page, "/library/") == ["/library/bread", "/library/yeast"]
    rows = [" ".join(" ".join(tr.itertext()).split()) for tr in page.all("tr")]
    assert rows[1] == "Bread Kitchen 1 4 May 2026 2"


def test_a_coordinator_sees_all_courses_by_title(ivy, browse, people):
    page = browse(people.cora).get("/library")
    assert headings(page) == ["All courses"]
    assert links(page, "/library/") == ["/library/yeast", "/library/bread"]


def test_an_empty_library_says_so(browse, people):
    page = browse(people.cora).get("/library")
    assert "No course is published yet" in page.text


@pytest.mark.parametrize("who", ["ann", "mo", "pia", "ada", "otto"])
def test_nobody_else_opens_the_library(ivy, browse, people, who):
    browser = browse(getattr(people, who))
    for url in PAGES:
        assert browser.get(url).status == 403, url
    assert browse().get("/library").location.startswith("/sign-in")


def test_an_instructor_of_another_facility_sees_the_same_courses(ivy, browse):
    other = make.make_facility("Birch House")
    eve = make.make_person(other, "Eve Elsewhere", "instructor", username="eve")
    assert browse(eve).get("/library/bread").status == 200


@pytest.mark.parametrize(
    "url",
    [
        "/library/nothing",
        "/library/bread/versions/2",
        "/library/bread/versions/9999999999",
        "/library/bread/versions/99999999999999999999999.zip",
        "/library/bread/versions/0.zip",
        "/library/bread/versions/x.zip",
        "/library/bread/preview/dough/nothing",
        "/library/bread/preview/oven/mix",
        "/media/" + "0" * 64,
        "/media/x",
    ],
)
def test_what_is_not_there_is_not_found(ivy, url):
    assert ivy.get(url).status == 404


@pytest.mark.parametrize(
    "url",
    [
        "/library?after=nothing",
        "/library?after=%27%25",
        "/library?after=%00",
        "/library/bread?before=99999999999999999999999",
        "/library/bread/versions/1?after=%00%ff",
        "/library/bread?before=x",
        "/library/bread?before=-1",
        "/library/bread/versions/1?after=zzz",
        "/library/bread/preview/dough/mix?lang=xx&check=9",
        "/library/bread/preview/dough/mix?check=0",
    ],
)
def test_odd_addresses_show_a_calm_page(ivy, url):
    assert ivy.get(url).status == 200


def test_a_course_shows_its_versions_and_lessons(ivy, people):
    db.session.get_one(CourseVersion, 1).published_by = people.ivy
    db.session.commit()
    text = with_text(bread(), "1-dough/2-knead.md", "Knead it.", "Knead it well.")
    publish_tree(text, now=LATER, note="Says how <b>well</b>", change="breaking")
    page = ivy.get("/library/bread")
    rows = [" ".join(" ".join(tr.itertext()).split()) for tr in page.all("tr")]
    assert rows[1:] == [
        "Version 2 5 May 2026, 05:00 The server's command line Says how <b>well</b> Breaking 1 of 2",
        "Version 1 4 May 2026, 05:00 Ivy Instructor Small 2 of 2",
    ]
    assert "The files of this version have none." in page.text
    assert links(page, "/library/bread/preview/") == [
        "/library/bread/preview/dough/mix",
        "/library/bread/preview/dough/knead",
        "/library/bread/preview/oven/heat",
    ]
    page = ivy.get("/library/bread/versions/2")
    assert "Says how <b>well</b>" in page.text
    assert "1-dough/2-knead.md" in page.text
    assert "Breaking: open work stayed on the version before." in page.text


def test_problems_are_those_of_today(ivy):
    tree = with_text(bread(), "2-oven/1-heat.md", "Heat it.", "Heat it. See [this](https://example.org).")
    publish_tree(with_text(tree, "course.md", "track: kitchen", "track: kitchen\nrequires: [yeast]"), now=LATER)
    page = ivy.get("/library/bread")
    assert "1 thing to look at." in page.text
    assert "2-oven/1-heat.md:5 The link to “https://example.org” will be taken out; its text stays." in page.text
    db.session.get_one(Course, "yeast").version_id = None
    db.session.execute(sa.delete(FactRow))
    db.session.commit()
    page = ivy.get("/library/bread")
    assert "To mend course.md:5 requires names “yeast”, which is no course here." in page.text
    assert "To mend 1-dough/1-mix.md:7 There is no fact “wage” in facts.yaml." in page.text


def test_a_version_is_taken_away_as_a_zip(ivy):
    publish_tree(with_text(bread(), "1-dough/2-knead.md", "Knead it.", "Knead it well."), now=LATER)
    link = ivy.get("/library/bread/versions/1").link("Download these files")
    response = fetch(ivy, link)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == 'attachment; filename="bread-1.zip"'
    with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    facts = files.pop("facts.yaml")
    assert b"id: wage" in facts
    assert files == {f"bread/{path}": data for path, data in bread().items()}
    assert fetch(ivy, link).data == response.data


def test_a_lesson_is_shown_as_learners_see_it(ivy):
    page = ivy.get("/library/bread/preview/dough/mix")
    assert "The lowest pay is $7.25 an hour. As of May 2026, in Alder." in page.text
    assert "press and fold" in page.text
    assert [img.get("src") for img in page.all("img")] == [f"/media/{sha256(png())}"]
    assert "Yes. Mixing is first." not in page.html
    tried = [e.get("value") for e in page.all("input") if e.get("type") == "radio"]
    told = [ivy.get(f"/library/bread/preview/dough/mix?check=0&answer={one}").text for one in tried]
    assert sum("Yes. Mixing is first." in text for text in told) == 1
    page = ivy.get("/library/bread/preview/dough/mix?lang=es")
    assert "Mezcle." in page.text
    assert [e.get("lang") for e in page.all("article")] == ["es"]


def test_an_old_fact_is_hidden_in_the_preview(ivy, browse, people, clock):
    clock.move(days=365)
    page = browse(people.ivy).get("/library/bread/preview/dough/mix")
    assert page.status == 200
    assert "7.25" not in page.html
    assert "This number is being checked." in page.text


def test_a_picture_is_sent_to_all_who_are_signed_in(ivy, browse, people):
    for who in (people.ann, people.otto):
        response = fetch(browse(who), f"/media/{sha256(png())}")
        assert response.status_code == 200
        assert response.data == png()
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert browse().get(f"/media/{sha256(png())}").location.startswith("/sign-in")
    assert "authoring.media" in opened


def test_no_other_stored_bytes_are_sent(ivy):
    lesson = sha256(bread()["1-dough/1-mix.md"])
    draft = store(png(3, 3), "image/png")
    drawing = store(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "media/drawing.svg")
    page = store(b"<script>alert(1)</script>", "text/html", "media/page.png")
    beside = store(png(4, 4), "image/png", "1-dough/beside.png")
    shown = store(png(5, 5), "image/png", "media/shown.png")
    assert fetch(ivy, f"/media/{shown}").status_code == 200
    for hash_ in (lesson, draft, drawing, page, beside, shown.upper()):
        assert ivy.get(f"/media/{hash_}").status == 404


def store(data: bytes, mime: str, path: str = "") -> str:
    hash_ = sha256(data)
    insert_once(Blob, {"sha256": hash_, "mime": mime, "size": len(data), "content": data})
    if path:
        insert_once(VersionFile, {"course_version_id": 1, "path": path, "sha256": hash_})
    db.session.commit()
    return hash_


def copies(count: int, of: int = 1, course_id: str = "") -> None:
    """More rows like those of a version: further versions of one course, or further courses with one version each."""
    columns = [column for column in CourseVersion.__table__.columns if column.name != "id"]
    row = db.session.execute(sa.select(*columns).where(CourseVersion.id == of)).one()._asdict()
    for number in range(1, count + 1):
        id_ = course_id or f"copy-{number:02}"
        if not course_id:
            db.session.add(Course(id=id_, created_at=NOW))
            db.session.flush()
        given = {"course_id": id_, "number": number + 1 if course_id else 1, "title": f"Title {number % 7}"}
        version = CourseVersion(**{**row, **given})
        db.session.add(version)
        db.session.flush()
        db.session.get_one(Course, id_).version_id = version.id
    db.session.commit()


def test_pages_of_the_library_hold_every_course_once(ivy, people):
    copies(120)
    db.session.add(CourseStaff(course_id="copy-07", person_id=people.ivy))
    db.session.commit()
    url, found, pages = "/library", [], 0
    while url:
        page = ivy.get(url)
        found += [href.removeprefix("/library/") for href in links(page, "/library/")]
        more = [a.get("href") for a in page.all("a") if a.get("rel") == "next"]
        url, pages = (more[0] if more else ""), pages + 1
    titles = {f"copy-{n:02}": f"Title {n % 7}" for n in range(1, 121)} | {"yeast": "A Yeast"}
    del titles["copy-07"]
    assert pages == 3
    assert found[:2] == ["bread", "copy-07"]
    assert found[2:] == [id_ for _, id_ in sorted((title, id_) for id_, title in titles.items())]


def test_pages_of_versions_and_files_hold_each_once(ivy):
    copies(59, course_id="bread")
    first = ivy.get("/library/bread")
    second = ivy.get(first.link("Show the next ones"))
    numbers = [
        int(href.rsplit("/", 1)[1]) for page in (first, second) for href in links(page, "/library/bread/versions/")
    ]
    assert numbers == list(range(60, 0, -1))
    for number in range(60):
        store(png(9, 9 + number), "image/png", f"media/p{number:02}.png")
    first = ivy.get("/library/bread/versions/1")
    second = ivy.get(first.link("Show the next ones"))
    paths = [row for page in (first, second) for row in ("".join(e.itertext()) for e in page.all("th")) if "/" in row]
    assert paths == sorted({*paths, *bread()} - {"course.md"})
    assert len(paths) == 60 + 13


def test_pages_cost_the_same_with_one_and_with_five(ivy):
    costs = {}
    for count in (1, 5):
        if count == 5:
            copies(4)
            for n in range(4):
                new = f"Knead it {n} times."
                publish_tree(with_text(bread(), "1-dough/2-knead.md", "Knead it.", new), now=LATER)
        for url in (*PAGES, f"/media/{sha256(png())}"):
            fetch(ivy, url)
            costs.setdefault(url, []).append(len(ivy.queries))
    assert {url: one for url, one in costs.items() if one[0] != one[1]} == {}
    assert costs["/library"][0] <= 4
    assert costs["/library/bread"][0] <= 9
