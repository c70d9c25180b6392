"""Pictures and recordings of a draft: given, refused with a reason, listed by use, published, and played."""

import io

import pytest
import sqlalchemy as sa

from lms.content import uploads
from lms.content.archive import read_zip
from lms.content.export import export_zip
from lms.content.library import read_library_tree
from lms.content.reader import read, read_draft
from lms.features.authoring.queries import contents, exported
from lms.features.drafts.actions import close_draft, open_draft, put_files
from lms.features.drafts.queries import draft_tree
from lms.models.base import db
from lms.models.drafts import DraftFile
from lms.models.library import Lesson, VersionFile
from lms.web.signin import load_actor
from tests.content.test_uploads import FRAME, SCRIPT, TAG, with_place
from tests.make import NOW
from tests.make_courses import bread, png, publish_tree
from tests.make_people import make_attempt
from tests.page import Page

AUDIO = "media/talk.mp3"


def with_talk():
    tree = bread() | {AUDIO: FRAME}
    tree["1-dough/1-mix.md"] = tree["1-dough/1-mix.md"].replace(b"minutes: 5\n", b"minutes: 5\naudio: media/talk.mp3\n")
    return tree


@pytest.fixture
def ivy(browse, people):
    return browse(people.ivy)


@pytest.fixture
def draft_id(app, people):
    publish_tree(bread())
    actor = load_actor(people.ivy, NOW)
    made = open_draft(actor, "bread", NOW)
    db.session.commit()
    return made


def send(browser, data: bytes, name: str = "a.png", follow: bool = True) -> Page:
    page = browser.get("/drafts/bread/media")
    sent = {**page.form("/drafts/bread/media"), "file": (io.BytesIO(data), name)}
    return browser.post("/drafts/bread/media", sent, follow=follow)


def test_a_picture_is_drawn_anew_and_kept(ivy, draft_id):
    page = send(ivy, with_place("JPEG"), "My Kitchen.JPG")
    assert page.status == 200
    assert "Saved as media/my-kitchen.jpg" in page.text
    assert "4 × 6 pixels" in page.text
    assert "![what she must notice, in 5 to 30 words](media/my-kitchen.jpg)" in page.text
    data = draft_tree(draft_id)["media/my-kitchen.jpg"]
    assert b"SECRET" not in data
    assert b"script" not in data


def test_a_recording_is_kept_without_its_tags(ivy, draft_id):
    page = send(ivy, TAG + FRAME, "Talk.mp3")
    assert "audio: media/talk.mp3" in page.text
    assert "Write its words into the lesson too" in page.text
    assert draft_tree(draft_id)[AUDIO] == FRAME


def test_the_same_file_twice_lies_there_once_and_another_gets_a_name_of_its_own(ivy, draft_id):
    for data in (png(3, 3), png(3, 3), png(4, 4)):
        send(ivy, data, "a.png")
    assert [path for path in draft_tree(draft_id) if path.startswith("media/a")] == ["media/a-2.png", "media/a.png"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg onload='xss()'>", "SVG drawings can hold programs."),
        (b"GIF89a", "GIF pictures are not taken in."),
        (b"%PDF-1.7", "PDF files are not taken in."),
        (png(3, 3)[:30] + SCRIPT, "This picture is broken or cut short."),
        (png(5001, 5000), "more than 25 million pixels"),
        (b"hello", "This is no picture or recording."),
        (b"", "Choose a file first."),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(ivy, draft_id, data, words):
    before = draft_tree(draft_id)
    page = send(ivy, data, "a.png")
    assert page.status == 422
    assert words in page.text
    assert page.html.index("<title>Error:") > 0
    assert draft_tree(draft_id) == before


def test_a_file_over_the_limit_is_refused_in_words(ivy, draft_id, app, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_MEDIA", 400)
    page = send(ivy, FRAME, "a.mp3")
    assert page.status == 422
    assert "This file is larger than 20 MB." in page.text


def test_this_address_takes_more_than_others_and_still_not_everything(ivy, draft_id, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 300)
    assert send(ivy, FRAME, "a.mp3").status == 200
    monkeypatch.setitem(app.config, "MAX_UPLOAD_MB", 0)
    assert send(ivy, FRAME + FRAME, "b.mp3").status == 413
    assert [path for path in draft_tree(draft_id) if path.endswith(".mp3")] == ["media/a.mp3"]


def test_files_are_listed_by_use_and_missing_words_are_named(ivy, draft_id, people):
    actor = load_actor(people.ivy, NOW)
    tree = with_talk()
    tree["1-dough/2-knead.md"] += b"\n![](media/dough.png)\n"
    put_files(actor, draft_id, {**tree, "media/idle.png": png(5, 5)}, NOW)
    db.session.commit()
    page = ivy.get("/drafts/bread/media")
    unused, used = page.text.split("Not used yet")[1].split("In use")
    assert "media/idle.png" in unused
    assert "media/dough.png" in used
    assert "1-dough/1-mix.md:10 A grey square" in used
    assert "Say what it shows" in used
    assert AUDIO in used


def test_a_draft_that_closes_meanwhile_says_so(ivy, draft_id, people, monkeypatch):
    from lms.features.media import views

    real = views.take

    def closing(*given):
        actor = load_actor(people.ivy, NOW)
        close_draft(actor, draft_id, "discarded", NOW)
        db.session.commit()
        return real(*given)

    monkeypatch.setattr(views, "take", closing)
    page = send(ivy, png(3, 3))
    assert page.status == 409
    assert "The draft was closed meanwhile." in page.text
    assert ivy.get("/drafts/bread/media").status == 404


def test_two_pictures_of_one_name_at_the_same_moment_both_stay(ivy, draft_id, people, monkeypatch):
    from lms.features.media import views

    real, theirs = views.take, png(5, 5)

    def slow(*given):
        made = real(*given)
        put_files(load_actor(people.ivy, NOW), draft_id, {"media/a.png": theirs}, NOW)
        db.session.commit()
        return made

    monkeypatch.setattr(views, "take", slow)
    assert send(ivy, png(4, 4)).status == 200
    tree = draft_tree(draft_id)
    assert tree["media/a.png"] == theirs
    assert tree["media/a-2.png"] == uploads.take("a.png", png(4, 4)).data


def test_only_those_who_write_may_give(browse, people, draft_id):
    cora = browse(people.cora)
    assert cora.get("/drafts/bread/media").status == 200
    assert cora.post("/drafts/bread/media", {"file": (io.BytesIO(png()), "a.png")}).status == 403
    assert browse(people.ann).get("/drafts/bread/media").status == 403


def test_a_lesson_plays_its_recording_and_never_by_itself(browse, people):
    publish_tree(with_talk())
    address = db.session.scalars(sa.select(Lesson.audio).where(Lesson.slug == "mix", Lesson.audio != "")).one()
    assert address.startswith("/media/")
    attempt = make_attempt(people.ann, "bread/dough")
    db.session.commit()
    ann, ivy = browse(people.ann), browse(people.ivy)
    for page in (
        ann.get(f"/attempts/{attempt}/lessons/mix"),
        ivy.get("/library/bread/preview/dough/mix"),
    ):
        (player,) = page.all("audio")
        assert player.get("src") == address
        assert (player.get("preload"), player.get("autoplay")) == ("none", None)
        assert player.get("controls") is not None
        assert "The words are in the text below." in page.text
    assert ann.get(f"/attempts/{attempt}/lessons/knead").all("audio") == []
    whole = ann._fresh(address)
    assert (whole.status_code, whole.data, whole.content_type) == (200, FRAME, "audio/mpeg")
    part = ann._fresh(address, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, FRAME[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(FRAME)}"
    assert ann._fresh(address, headers={"Range": "bytes=9999-"}).status_code == 416
    assert browse()._fresh(address).status_code in (302, 403)


def test_a_course_with_a_recording_goes_out_and_comes_back_the_same(app, people):
    tree = with_talk()
    publish_tree(tree)
    course, facts = exported("bread")
    files, problems = read_zip(export_zip(course, facts))
    assert problems == []
    courses, _, _ = read_library_tree(files)
    assert dict(courses["bread"].files) == tree
    module = courses["bread"].modules[0]
    assert AUDIO in module.files
    assert contents(db.session.scalars(sa.select(VersionFile.course_version_id)).first()) == tree


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"audio: media/talk.mp3", b"audio: media/tlak.mp3", "audio-missing"),
        (b"audio: media/talk.mp3", b"audio: media/dough.png", "audio-place"),
        (b"audio: media/talk.mp3", b"audio: https://x.example/a.mp3", "audio-place"),
        (b"(media/dough.png)", b"(media/talk.mp3)", "picture-kind"),
        (b"audio: media/talk.mp3\n", b"", "media-unused"),
    ],
)
def test_the_check_names_what_is_amiss_with_a_recording(old, new, rule):
    tree = with_talk()
    tree["1-dough/1-mix.md"] = tree["1-dough/1-mix.md"].replace(old, new)
    assert rule in {one.rule for one in read(tree, folder="bread")[1]}


def test_a_file_that_only_claims_to_be_a_recording_is_an_error():
    problems = read(with_talk() | {AUDIO: SCRIPT}, folder="bread")[1]
    assert ("media-bytes", AUDIO) in {(one.rule, one.path) for one in problems}


def test_a_translation_plays_its_own_recording_or_none():
    tree = with_talk()
    tree |= {
        "es/course.md": b"---\ntitle: Pan\nsummary: Pan.\nlanguage: es\n---\n",
        "es/1-dough/1-mix.md": b"---\ntitle: Mezclar\n---\nMezcle.\n",
    }
    course = read_draft(tree, folder="bread")[0]
    assert course.modules[0].lessons[0].audio == AUDIO
    assert course.translations["es"].modules[0].lessons[0].audio == ""


def test_the_draft_file_keeps_who_gave_it(ivy, draft_id, people):
    send(ivy, png(3, 3), "a.png")
    row = db.session.get(DraftFile, (draft_id, "media/a.png"))
    assert (row.saved_by, row.revision) == (people.ivy, 1)
