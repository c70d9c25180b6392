"""The pages on which courses are written: saving, two authors, late words, the look, earlier texts."""

import html
import json
import re
import time

import pytest
import sqlalchemy as sa

from lms.features.drafts import looking, queries
from lms.features.drafts.actions import close_draft, open_draft, put_files, save_file
from lms.models.base import db
from lms.models.drafts import DraftSave
from lms.models.people import ParkedForm
from lms.rules.permissions import Actor, Role
from tests import make
from tests.make import NOW, PIN
from tests.make_courses import bread, publish_tree

MIX = "/drafts/bread/files/1-dough/1-mix.md"
QUIZ = "/drafts/bread/files/1-dough/quiz.md"
NEW = "---\ntitle: Mix\n---\nMix it *well*.\n"


@pytest.fixture(autouse=True, scope="module")
def let_go():
    """No process that renders outlives these tests."""
    yield
    looking._shared.let_go()


@pytest.fixture
def ivy(browse, people):
    publish_tree(bread())
    kiosk = browse(people.ivy)
    kiosk.press(kiosk.get("/library/bread"), "Change this course")
    return kiosk


@pytest.fixture
def iris(browse, facility):
    return browse(make.make_person(facility, "Iris Other", "instructor", username="iris"))


def text_of(path="1-dough/1-mix.md", course_id="bread"):
    db.session.remove()
    return queries.draft_tree(queries.draft(course_id).id)[path].decode()


def actor(people):
    return Actor(people.ivy, "Ivy Instructor", frozenset({Role.INSTRUCTOR}), 1)


def stops(seen):
    """What keeps a file from being published, of all that the look names."""
    return [one for one in seen["lines"] if one[1] == "error"]


def look(kiosk, path, text):
    """What the look beside the text answers."""
    page = kiosk.get(f"/drafts/bread/files/{path}")
    fields = {"text": text, "csrf_token": page.form(path)["csrf_token"]}
    response = kiosk._fresh(f"/drafts/bread/look/{path}", method="POST", data=fields)
    kiosk._note(f"/drafts/bread/look/{path}", "POST")
    return json.loads(response.get_data(as_text=True))


def test_a_course_is_opened_once_and_its_files_stand_in_order(ivy, iris):
    page = ivy.get("/drafts/bread")
    for words in ("Bread", "1. Dough", "Mix", "Knead", "2. Oven", "dough.png", "Español", "made from version 1"):
        assert words in page.text
    assert iris.press(iris.get("/library/bread"), "Change this course").text == page.text.replace(
        "Ivy Instructor", "Iris Other"
    )
    assert "Bread" in ivy.get("/drafts").text


def test_a_text_is_saved_and_shown_again(ivy):
    page = ivy.get(MIX)
    saved = ivy.press(page, "Save", text=NEW.replace("\n", "\r\n"))
    assert (saved.status, text_of()) == (200, NEW)
    assert saved.form(MIX)["text"] == NEW
    assert saved.form(MIX)["based_on"] == "2"
    ivy.press(page, "Save", text=NEW.replace("\n", "\r\n"))
    db.session.remove()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DraftSave)) == 1, "sent twice, saved once"


def test_save_and_show_renders_as_the_live_page_does(ivy):
    shown = ivy.press(ivy.get(MIX), "Save and show", text=NEW)
    assert "<p>Mix it <em>well</em>.</p>" in shown.html
    plain = ivy.get(MIX)
    assert "<p>Mix it" not in plain.html


def test_problems_stand_with_their_line_and_its_words(ivy):
    page = ivy.press(ivy.get(MIX), "Save", text="---\ntitle: Mix\n---\nMix.\n\n![](media/none.png)\n")
    assert "Line 6" in page.text
    assert "![](media/none.png)" in page.text
    assert "There is no media/none.png in this course" in page.text
    assert "to mend" in ivy.get("/drafts/bread").text


def test_a_quick_save_answers_with_the_fields_for_the_next_one(ivy):
    page = ivy.get(MIX)
    fields = page.form(MIX) | {"text": "one"}
    answer = ivy.post(f"{MIX}?quiet=1", fields, follow=False)
    assert answer.status == 200
    fields |= answer.form(MIX) | {"text": "two"}
    assert ivy.post(f"{MIX}?quiet=1", fields, follow=False).status == 200
    assert text_of() == "two"


def test_two_authors_are_told_and_shown_both_and_nothing_is_lost(ivy, iris):
    hers, other = ivy.get(MIX), iris.get(MIX)
    ivy.press(hers, "Save", text="Hers.\n")
    clash = iris.press(other, "Save", text="The other.\n")
    assert clash.status == 409
    assert "Ivy Instructor saved this file first. Both texts are kept." in clash.text
    assert "Hers." in clash.text
    assert clash.form(MIX)["text"] == "The other.\n"
    assert text_of() == "Hers.\n"
    quiet = iris.post(f"{MIX}?quiet=1", other.form(MIX) | {"text": "The other, longer.\n"}, follow=False)
    assert (quiet.status, text_of()) == (409, "Hers.\n")
    iris.press(clash, "Save my text", text="Hers.\nThe other.\n")
    assert text_of() == "Hers.\nThe other.\n"
    history = ivy.get("/drafts/bread/saves/1-dough/1-mix.md")
    assert history.text.count("Kept beside a newer one") == 2


def test_words_sent_after_the_session_ended_come_back(ivy, clock):
    page = ivy.get(MIX)
    clock.move(minutes=30)
    late = ivy.press(page, "Save", text="Written late.\n")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ParkedForm)) == 1
    back = ivy.press(ivy.get("/sign-in?way=staff"), "Sign in", name="ivy", secret=PIN)
    assert "Written late." in back.text, late.text
    assert ivy.press(back, "Save it now").status == 200
    assert text_of() == "Written late.\n"


def test_words_sent_to_a_closed_draft_are_kept(ivy, people):
    page = ivy.get(MIX)
    close_draft(actor(people), queries.draft("bread").id, "discarded", NOW)
    db.session.commit()
    answer = ivy.press(page, "Save", text="Too late.\n")
    assert answer.status == 409
    assert "Your text is kept" in answer.text
    assert "Too late." in answer.html
    save = db.session.scalars(sa.select(DraftSave).order_by(DraftSave.id.desc())).first()
    assert (save.outcome, save.path) == ("stale", "1-dough/1-mix.md")


def test_words_for_a_file_that_only_the_older_draft_has_are_kept_there(ivy, people):
    put_files(actor(people), queries.draft("bread").id, {"2-oven/2-rest.md": b"Rest."}, NOW)
    db.session.commit()
    page = ivy.get("/drafts/bread/files/2-oven/2-rest.md")
    close_draft(actor(people), queries.draft("bread").id, "discarded", NOW)
    open_draft(actor(people), "bread", NOW)
    db.session.commit()
    answer = ivy.press(page, "Save", text="Let it rest for an hour.\n")
    assert (answer.status, "Let it rest for an hour." in answer.html) == (409, True)
    save = db.session.scalars(sa.select(DraftSave).order_by(DraftSave.id.desc())).first()
    assert (save.outcome, save.path, save.draft_id) == ("stale", "2-oven/2-rest.md", queries.draft("bread").id - 1)
    sent = {**page.form("/2-rest.md"), "text": "x"}
    assert ivy.post("/drafts/bread/files/2-oven/2-rest.md", {**sent, "draft": str(2**40)}).status == 404
    assert ivy.post("/drafts/bread/files/2-oven/3-none.md", sent).status == 404


def test_words_of_an_older_draft_never_overwrite_a_newer_one(ivy, people):
    page = ivy.get(MIX)
    ivy.press(page, "Save", text="one\n")
    old = ivy.get(MIX)
    close_draft(actor(people), queries.draft("bread").id, "discarded", NOW)
    open_draft(actor(people), "bread", NOW)
    db.session.commit()
    assert ivy.press(old, "Save", text="from the old draft\n").status == 409
    assert text_of() == bread()["1-dough/1-mix.md"].decode()


def test_examples_are_put_in_without_a_script(ivy):
    page = ivy.get(QUIZ)
    added = ivy.press(page, "Several answers")
    assert "[x] Another that fits" in added.form(QUIZ)["text"]
    assert "{#question-1}" in text_of("1-dough/quiz.md")
    again = ivy.press(added, "An order")
    assert "{#question-2}" in text_of("1-dough/quiz.md")
    assert "To mend" not in again.text
    lesson = ivy.press(ivy.get(MIX), "dough.png")
    assert "![Say what the picture shows](media/dough.png)" in lesson.form(MIX)["text"]
    asked = ivy.press(lesson, "One answer")
    assert "```check\n? Which one is right? {#question-1}" in asked.form(MIX)["text"]
    odd = ivy.post(MIX, ivy.get(MIX).form(MIX) | {"insert": "nothing-of-ours"})
    assert odd.form(MIX)["text"] == asked.form(MIX)["text"]


def test_the_look_shows_and_writes_nothing(ivy):
    db.session.remove()
    before = db.session.scalar(sa.select(sa.func.count()).select_from(DraftSave))
    seen = look(
        ivy, "1-dough/1-mix.md", "---\ntitle: Mix\n---\nMix *slowly*. <script>x()</script>\n\n{{ fact:wage }}\n"
    )
    assert "<em>slowly</em>" in seen["look"]
    assert "<script" not in seen["look"]
    assert "The lowest pay is $7.25 an hour." in seen["look"]
    assert "HTML is not supported" in seen["problems"]
    assert [line for line, _severity, _words in seen["lines"] if line] == [4, 4]
    assert "Taken out of this text: 1 piece of HTML" in " ".join(seen["look"].split())
    assert "250 to 600 are right" in seen["problems"]
    db.session.remove()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DraftSave)) == before
    assert text_of() == bread()["1-dough/1-mix.md"].decode()


def test_the_look_of_a_quiz_shows_the_key_beside(ivy):
    seen = look(ivy, "1-dough/quiz.md", bread()["1-dough/quiz.md"].decode())
    words = html.unescape(re.sub(r"<[^>]+>", " ", seen["look"]))
    assert "Is salt in it?" in words
    assert "Not quite. It is." in words


@pytest.mark.parametrize("kind", ["multiple", "text", "order", "match", "written", "reflection", "number"])
def test_every_kind_of_question_has_a_look(ivy, kind):
    from lms.content.starts import example

    seen = look(ivy, "1-dough/quiz.md", f"---\n---\n{example(kind, 'en')}")
    assert stops(seen) == []
    assert 'class="seen"' in seen["look"]


@pytest.mark.parametrize("path", ["course.md", "2-oven/module.md", "1-dough/practical.md", "es/1-dough/1-mix.md"])
def test_every_kind_of_file_has_a_look_and_a_page(ivy, path):
    assert stops(look(ivy, path, bread()[path].decode())) == []
    page = ivy.get(f"/drafts/bread/files/{path}?show=1")
    assert page.status == 200
    lang = "es" if path.startswith("es/") else "en"
    (area,) = page.all("textarea")
    assert (area.get("lang"), area.get("spellcheck")) == (lang, "true")


def test_hostile_text_is_kept_and_told_near_its_line(ivy, monkeypatch):
    text = "---\ntitle: Mix\n---\nMix.\n\n" + "[a" * 5000
    page = ivy.press(ivy.get(MIX), "Save and show", text=text)
    assert "too complex to show near line 6; it is kept as a draft" in page.text
    assert text_of() == text
    long = ivy.press(ivy.get(MIX), "Save", text="a" * 250_000)
    assert "too long" in long.text
    assert text_of() == "a" * 250_000


def test_a_question_without_an_id_gets_one(ivy):
    page = ivy.press(ivy.get(QUIZ), "Save", text="---\n---\n? New?\n(x) Yes\n> Yes.\n( ) No\n> Not yet.\n")
    mended = ivy.press(page, "Add the missing ids")
    assert "? New? {#new}" in mended.form(QUIZ)["text"]
    assert "To mend" not in mended.text


def test_an_earlier_text_is_read_and_put_back(ivy):
    ivy.press(ivy.get(MIX), "Save", text="one\n")
    ivy.press(ivy.get(MIX), "Save", text="two\n")
    history = ivy.get("/drafts/bread/saves/1-dough/1-mix.md")
    links = [a.get("href") for a in history.all("a") if "/save/" in (a.get("href") or "")]
    first = ivy.get(links[-1])
    assert "one" in first.text
    ivy.press(first, "Put this text back")
    assert text_of() == "one\n"
    assert ivy.get("/drafts/bread/save/999999").status == 404


def test_a_file_that_was_moved_leads_on_and_a_removed_one_says_so(ivy):
    ivy.press(ivy.get("/drafts/bread/move/1-dough/1-mix.md"), "Save this place", slug="blend")
    page = ivy.get(MIX)
    assert page.link("Open it there") == "/drafts/bread/files/1-dough/1-blend.md"
    ivy.press(ivy.get("/drafts/bread/remove/1-dough/1-blend.md"), "Take it out")
    gone = ivy.get("/drafts/bread/files/1-dough/1-blend.md")
    assert "Ivy Instructor removed it" in gone.text


def test_pictures_of_a_draft_are_shown_to_those_who_write_or_publish(ivy, browse, people):
    page = ivy.get("/drafts/bread/files/media/dough.png")
    assert '<img src="/drafts/bread/media/dough.png"' in page.html
    for person, status in ((people.ivy, 200), (people.cora, 200), (people.ann, 403)):
        assert browse(person)._fresh("/drafts/bread/media/dough.png").status_code == status
    ivy._note("/drafts/bread/media/dough.png", "GET")
    assert ivy.get("/drafts/bread/media/none.png").status == 404
    assert ivy._fresh("/drafts/bread/media/dough.png").content_type == "image/png"


def test_only_instructors_write(ivy, browse, people):
    for person in (people.ann, people.mo, people.cora, people.ada):
        kiosk = browse(person)
        assert kiosk.get(MIX).status == 403
        assert kiosk.post(MIX, {"text": "x"}).status == 403
    assert ivy.get("/drafts/bread/files/none.md").status == 404
    assert ivy.get("/drafts/none").status == 404


def test_a_character_that_no_page_may_hold_is_shown_as_one_that_can_be_seen(ivy, people):
    save_file(actor(people), queries.draft("bread").id, "1-dough/1-mix.md", b"# Mix\n\nOne\x00 cup\x0c.\n", "", 1, NOW)
    db.session.commit()
    page = ivy.get(MIX)
    assert "One\ufffd cup\ufffd." in page.text
    assert "\x00" not in page.html
    assert "Remove the hidden character U+0000 at position 4 of this line." in page.text


def test_a_draft_with_a_broken_course_can_still_be_written(ivy, people):
    draft_id = queries.draft("bread").id
    put_files(actor(people), draft_id, {"course.md": b"\xff\xfe", "stray.txt": b"x"}, NOW)
    save_file(actor(people), draft_id, "1-dough/1-mix.md", b"\xff broken", "", 1, NOW)
    db.session.commit()
    assert ivy.get("/drafts/bread").status == 200
    assert "UTF-16" in ivy.get("/drafts/bread/files/course.md").text
    assert "not UTF-8" in ivy.get(MIX).text
    assert ivy.get("/drafts/bread/files/stray.txt").status == 200
    ivy.press(ivy.get("/drafts/bread/remove/course.md"), "Take it out")
    page = ivy.get("/drafts/bread")
    assert "There is no course.md" in page.text
    assert ivy.get(f"{MIX}?show=1").status == 200
    assert ivy.get("/drafts/bread/booklet").status == 302


def test_pages_of_a_draft_cost_a_fixed_number_of_queries(ivy, people):
    costs = {}
    for count in (1, 40):
        more = {f"{n}-m{n}/module.md": b"---\ntitle: M\n---\nM.\n" for n in range(3, 3 + count)}
        put_files(actor(people), queries.draft("bread").id, more, NOW)
        db.session.commit()
        for url in ("/drafts", "/drafts/bread", MIX, "/drafts/bread/booklet"):
            ivy.get(url)
            costs.setdefault(url, set()).add(len(ivy.queries))
    assert all(len(found) == 1 for found in costs.values()), costs
    assert max(max(found) for found in costs.values()) <= 8, costs


def test_plain_words_are_asked_for_while_she_writes(ivy):
    text = "---\ntitle: Mix\n---\nYou mix. The **inmate** waits.\n\nSee [it](https://x.example) and [that](javascript:x).\n"
    seen = look(ivy, "1-dough/1-mix.md", text)
    assert [line for line, severity, _words in seen["lines"] if severity == "error"] == [4]
    shown = " ".join(seen["problems"].split())
    assert "<mark>inmate</mark>" in shown
    assert "The word makes a woman smaller than she is." in shown
    assert "&lt;!-- allow: banned-word because … --&gt;" in shown
    assert "Taken out of this text: 2 links" in " ".join(seen["look"].split())
    allowed = text.replace("You mix.", "<!-- allow: banned-word because the form is called so -->\nYou mix.")
    assert stops(look(ivy, "1-dough/1-mix.md", allowed)) == []


@pytest.mark.parametrize("text", ["[a" * 5000, "![[]()" * 1700, "".join("  " * n + "- a\n" for n in range(140))])
def test_a_text_that_is_too_hard_to_show_is_answered_and_kept(ivy, text):
    start = time.monotonic()
    page = ivy.press(ivy.get(MIX), "Save", text=f"---\ntitle: Mix\n---\n{text}\n")
    seen = look(ivy, "1-dough/1-mix.md", text)
    assert time.monotonic() - start < 25
    assert page.status == 200
    assert text_of().rstrip().endswith(text.rstrip())
    assert seen["look"]


def test_a_banned_word_keeps_a_draft_from_being_published(ivy):
    ivy.press(ivy.get(MIX), "Save", text="---\ntitle: Mix\n---\nThe crazy oven waits.\n")
    page = ivy.get("/drafts/bread/publish")
    assert "is not said here" in page.text


@pytest.mark.parametrize(
    "text", ["", "---\n---\n", "---\nshuffle: false\n---\nNo question yet.\n", "(x) Yes\n> Right.\n"]
)
def test_a_quiz_whose_last_question_is_taken_out_can_still_be_written(ivy, text):
    page = ivy.press(ivy.get(QUIZ), "Save", text=text)
    assert page.status == 200
    for url in (QUIZ, f"{QUIZ}?show=1", "/drafts/bread", "/drafts/bread/publish", "/drafts/bread/booklet"):
        assert ivy.get(url).status == 200, url


def test_a_draft_whose_translation_asks_more_than_the_original_can_be_looked_at(ivy):
    page = ivy.press(ivy.get(QUIZ), "Save", text="---\n---\n? How many hands? {#hands}\n= 2\n")
    assert page.status == 200
    spanish = "/drafts/bread/files/es/1-dough/quiz.md"
    assert "¿Lleva sal?" in ivy.get(f"{spanish}?show=1").text
    for url in ("/drafts/bread/booklet", "/library/bread/seen/draft/es/dough/quiz/1", "/drafts/bread/publish"):
        assert ivy.get(url).status == 200, url


def test_a_booklet_without_a_title_is_called_by_its_course(ivy):
    ivy.press(ivy.get("/drafts/bread/files/course.md"), "Save", text="---\nsummary: x\n---\nBake.\n")
    assert "<h1>bread</h1>" in ivy.get("/drafts/bread/booklet").html


def test_a_check_without_a_question_can_still_be_written(ivy):
    page = ivy.press(ivy.get(MIX), "Save and show", text="---\ntitle: Mix\n---\nMix.\n\n```check\nWhat first\n```\n")
    assert page.status == 200
    assert ivy.get("/drafts/bread").status == 200
