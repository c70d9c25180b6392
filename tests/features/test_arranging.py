"""New courses and modules in three steps; order, names, copies and taking out; files in and out; the booklet."""

import io
import zipfile
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from lms.content.reader import read
from lms.features.drafts import queries
from lms.features.drafts.actions import close_draft, put_files
from lms.features.drafts.views import arranging, carrying, starting
from lms.models.base import db
from lms.models.drafts import Draft
from lms.rules.permissions import Actor, Role
from tests.content.test_uploads import FRAME, with_place
from tests.make import NOW
from tests.make_courses import WAGE, bread, publish_tree


@pytest.fixture
def ivy(browse, people):
    publish_tree(bread())
    kiosk = browse(people.ivy)
    kiosk.press(kiosk.get("/library/bread"), "Change this course")
    return kiosk


BO = Actor(1, "Bo", frozenset({Role.INSTRUCTOR}), 1)


@pytest.fixture
def meanwhile(monkeypatch):
    """meanwhile(place, name, act) lets somebody else do something while the function there is at work."""

    def start(place, name, act):
        slow = getattr(place, name)

        def seen(*given):
            found = slow(*given)
            act()
            db.session.commit()
            return found

        monkeypatch.setattr(place, name, seen)

    return start


def write(path, text):
    put_files(BO, queries.draft("bread").id, {path: text}, NOW)


def zipped(files, folder="bread"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files.items():
            archive.writestr(f"{folder}/{path}", data)
    return packed.getvalue()


def tree(course_id="bread"):
    db.session.remove()
    return queries.draft_tree(queries.draft(course_id).id)


def step(kiosk, page, address, **said):
    """Fill one of the steps and go on; their words travel in the address."""
    fields = page.form(address) | said
    pairs = [(name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])]
    return kiosk.get(f"{address}?{urlencode(pairs)}")


def test_a_new_course_is_made_in_three_steps(ivy):
    first = ivy.get("/drafts/new")
    assert "Step 1 of 3" in first.text
    second = step(ivy, first, "/drafts/new", title="Tie: a Knot", summary="Tie a rope.", language="en")
    assert "Step 2 of 3" in second.text
    parts = ["two-lessons", "quiz", "practical"]
    third = step(ivy, second, "/drafts/new", module="First knots", parts=parts, signs="mentor")
    assert "Step 3 of 3" in third.text
    for words in ("Tie: a Knot", "Tie a rope.", "English", "First knots", "Two lessons", "A quiz"):
        assert words in third.text
    action, fields = third.action("Make this course")
    made = ivy.post(action, {**fields, "parts": parts})
    assert "It can be published as it is." in made.text
    assert sorted(tree("tie-a-knot")) == [
        "1-first-knots/1-first.md",
        "1-first-knots/2-second.md",
        "1-first-knots/module.md",
        "1-first-knots/practical.md",
        "1-first-knots/quiz.md",
        "course.md",
    ]
    ivy.post(action, {**fields, "parts": parts})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 2, "sent twice, made once"
    course, problems = read(tree("tie-a-knot"), {}, set(), "tie-a-knot")
    assert (course.modules[0].signoff, problems) == ("practical", [])


def test_a_step_that_is_not_in_order_is_shown_again_with_what_was_said(ivy):
    page = ivy.get("/drafts/new?step=3&title=&summary=Tie+a+rope.&language=en&module=A&signs=mentor")
    assert (page.status, "Step 1 of 3" in page.text) == (422, True)
    assert page.form("/drafts/new")["summary"] == "Tie a rope."
    assert page.form("/drafts/new")["module"] == "A"
    bad = ivy.post("/drafts/new", {"title": "Knots", "summary": "x", "language": "en", "module": "", "signs": "none"})
    assert (bad.status, "Step 2 of 3" in bad.text) == (422, True)
    assert ivy.get("/drafts/new?step=99").status == 422
    back = ivy.get("/drafts/new?step=1&title=Knots&summary=x&language=es")
    assert back.form("/drafts/new")["title"] == "Knots"


def test_a_course_of_a_name_that_is_taken_gets_another(ivy):
    said = {"title": "Bread", "summary": "x", "language": "es", "module": "漢字", "signs": "none"}
    assert ivy.post("/drafts/new", said).status == 200
    assert "1-module/1-first.md" in tree("bread-2")
    assert b"signoff: none" in tree("bread-2")["1-module/module.md"]
    assert ivy.post("/drafts/new", {**said, "title": "New"}).status == 200
    assert queries.draft("new-2") is not None
    assert ivy.post("/drafts/new", {**said, "title": "ES"}).status == 200
    assert queries.draft("course-es") is not None


def test_a_new_module_goes_after_the_others(ivy):
    second = step(ivy, ivy.get("/drafts/bread/new-module"), "/drafts/bread/new-module", module="Dough")
    third = step(ivy, second, "/drafts/bread/new-module", parts=["quiz"], signs="none")
    action, fields = third.action("Make this module")
    page = ivy.post(action, {**fields, "parts": ["quiz"]})
    assert page.status == 200
    ivy.post(action, {**fields, "parts": ["quiz"]})
    new = sorted(path for path in tree() if path.startswith("3-"))
    assert new == ["3-dough-2/1-first.md", "3-dough-2/module.md", "3-dough-2/quiz.md"]
    assert ivy.post("/drafts/bread/new-module", {"module": "", "signs": "none"}).status == 422


def test_lessons_quiz_and_practical_are_added(ivy):
    form = ivy.get("/drafts/bread/new-lesson?in=2-oven")
    made = ivy.press(form, "Make this lesson", title="Cool it: slowly")
    assert "Cool it: slowly" in made.text
    ivy.press(form, "Make this lesson", title="Cool it: slowly")
    assert ivy.press(form, "Make this lesson", title=" ").status == 422
    overview = ivy.get("/drafts/bread")
    ivy.press(overview, "Add a quiz")
    ivy.press(overview, "Add a practical task")
    ivy.press(overview, "Add a quiz")
    new = sorted(set(tree()) - set(bread()))
    assert new == ["2-oven/2-cool-it-slowly.md", "2-oven/practical.md", "2-oven/quiz.md"]
    assert ivy.post("/drafts/bread/add", {"folder": "9-none", "kind": "quiz"}).status == 200
    assert len(tree()) == len(bread()) + 3


def test_up_and_down_change_the_order(ivy):
    ivy.post("/drafts/bread/shift", {"path": "2-oven", "step": "up"})
    assert "1-oven/module.md" in tree()
    assert "es/2-dough/module.md" in tree()
    ivy.post("/drafts/bread/shift", {"path": "2-dough/1-mix.md", "step": "down"})
    assert {"2-dough/1-knead.md", "2-dough/2-mix.md", "es/2-dough/2-mix.md"} <= set(tree())
    ivy.post("/drafts/bread/shift", {"path": "course.md", "step": "down"})
    course, problems = read(tree(), {WAGE.id: WAGE}, set(), "bread")
    assert ([one.id for one in course.modules], problems) == (["oven", "dough"], [])


def test_a_new_name_keeps_the_id(ivy):
    page = ivy.get("/drafts/bread/move/1-dough/1-mix.md")
    ivy.press(page, "Save this place", slug="blend")
    ivy.press(ivy.get("/drafts/bread/move/1-dough"), "Save this name", slug="paste")
    course, problems = read(tree(), {WAGE.id: WAGE}, set(), "bread")
    assert problems == []
    assert [(one.id, one.path) for one in course.modules] == [("dough", "1-paste"), ("oven", "2-oven")]
    assert course.modules[0].lessons[0].id == "mix"
    assert tree()["1-paste/1-blend.md"].startswith(b"---\nid: mix\ntitle: Mix\n")
    assert course.translations["es"].modules[0].lessons[0].id == "mix"


def test_a_lesson_moves_to_another_module(ivy):
    ivy.press(ivy.get("/drafts/bread/move/1-dough/2-knead.md"), "Save this place", folder="2-oven")
    assert "2-oven/2-knead.md" in tree()
    taken = ivy.press(ivy.get("/drafts/bread/move/1-dough"), "Save this name", slug="oven")
    assert taken.status == 200, "another number keeps them apart"
    assert ivy.press(ivy.get("/drafts/bread/move/2-oven/1-heat.md"), "Save this place", slug="Bad Name").status == 422
    assert ivy.get("/drafts/bread/move/course.md").status == 302
    assert ivy.post("/drafts/bread/move/course.md", {"slug": "x"}, follow=False).status == 302
    assert ivy.get("/drafts/bread/move/none").status == 404


def test_a_file_never_lands_on_another(ivy):
    ivy.post("/drafts/bread/duplicate/2-oven/1-heat.md")
    page = ivy.get("/drafts/bread/move/2-oven/1-heat.md")
    put_files(
        Actor(1, "x", frozenset({Role.INSTRUCTOR}), 1), queries.draft("bread").id, {"2-oven/1-warm.md": b"there"}, NOW
    )
    db.session.commit()
    answer = ivy.press(page, "Save this place", slug="warm")
    assert (answer.status, "There is one of this name already" in answer.text) == (422, True)
    assert tree()["2-oven/1-warm.md"] == b"there"


def test_a_copy_has_a_name_of_its_own(ivy):
    ivy.post("/drafts/bread/duplicate/1-dough/1-mix.md")
    ivy.post("/drafts/bread/duplicate/2-oven")
    ivy.post("/drafts/bread/duplicate/course.md")
    new = sorted(set(tree()) - set(bread()))
    assert new == [
        "1-dough/3-mix-copy.md",
        "3-oven-copy/1-heat.md",
        "3-oven-copy/module.md",
        "es/1-dough/3-mix-copy.md",
    ]
    assert read(tree(), {WAGE.id: WAGE}, set(), "bread")[1] == []


def test_taking_out_is_shown_first_and_takes_the_translation_along(ivy):
    page = ivy.get("/drafts/bread/remove/1-dough")
    assert "es/1-dough/quiz.md" in page.text
    assert set(tree()) == set(bread()), "looking takes nothing out"
    ivy.press(page, "Take it out")
    assert sorted(tree()) == ["2-oven/1-heat.md", "2-oven/module.md", "course.md", "es/course.md", "media/dough.png"]


def test_a_discarded_draft_is_gone_and_a_new_one_starts_from_what_is_offered(ivy):
    ivy.press(ivy.get("/drafts/bread/remove/2-oven"), "Take it out")
    page = ivy.get("/drafts/bread/discard")
    assert "version 1" in page.text
    ivy.press(page, "Discard the draft")
    assert ivy.get("/drafts/bread").status == 404
    ivy.press(ivy.get("/library/bread"), "Change this course")
    assert tree() == bread()


def test_what_is_exported_comes_back_byte_for_byte(ivy):
    response = ivy._fresh("/drafts/bread.zip")
    ivy._note("/drafts/bread.zip", "GET")
    packed = response.get_data()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
    assert "facts.yaml" in names
    ivy.press(ivy.get("/drafts/bread/remove/1-dough"), "Take it out")
    page = ivy.get("/drafts/bread/bring-in")
    brought = ivy.post("/drafts/bread/bring-in", page.form("bring-in") | {"file": (io.BytesIO(packed), "bread.zip")})
    assert "facts.yaml" in brought.text
    assert tree() == bread()


def test_a_whole_course_comes_in_as_a_draft(ivy):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in bread().items():
            archive.writestr(f"rolls/{path}", data)
        archive.writestr("rolls/notes.txt", b"x")
    token = ivy.get("/drafts/bring-in").form("bring-in")
    page = ivy.post("/drafts/bring-in", token | {"file": (io.BytesIO(packed.getvalue()), "rolls.zip")})
    assert "notes.txt" in page.text
    assert tree("rolls") == bread()
    again = ivy.post("/drafts/bring-in", token | {"file": (io.BytesIO(packed.getvalue()), "rolls.zip")})
    assert (again.status, "There is a course “rolls” already" in again.text) == (422, True)


def test_a_course_comes_in_without_a_word_where_nothing_is_left_out(ivy):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rolls/course.md", b"---\ntitle: Rolls\nsummary: x\n---\nText.\n")
    token = ivy.get("/drafts/bring-in").form("bring-in")
    page = ivy.post("/drafts/bring-in", token | {"file": (io.BytesIO(packed.getvalue()), "rolls.zip")})
    assert "Draft of a new course" in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "Choose a file first"), (b"no zip", "not a zip")],
)
def test_what_cannot_come_in_is_refused_and_writes_nothing(ivy, data, words):
    for address in ("/drafts/bring-in", "/drafts/bread/bring-in"):
        token = ivy.get(address).form("bring-in")
        page = ivy.post(address, token | {"file": (io.BytesIO(data), "x.zip")})
        assert (page.status, words in page.text) == (422, True)
    assert tree() == bread()


def test_a_zip_whose_name_cannot_be_a_course_is_refused(ivy):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("course.md", b"---\ntitle: X\n---\n")
    token = ivy.get("/drafts/bring-in").form("bring-in")
    page = ivy.post("/drafts/bring-in", token | {"file": (io.BytesIO(packed.getvalue()), "x.zip")})
    assert (page.status, "cannot be the short name" in page.text) == (422, True)


def test_one_markdown_file_becomes_a_lesson(ivy):
    token = ivy.get("/drafts/bread/bring-in").form("bring-in")
    file = (io.BytesIO(b"# Rest\n\nLet it rest.\n"), "Rest it.md")
    page = ivy.post("/drafts/bread/bring-in", token | {"file": file, "folder": "2-oven"})
    assert tree()["2-oven/2-rest-it.md"] == b"---\ntitle: Rest\n---\n# Rest\n\nLet it rest.\n"
    assert "Rest" in page.text


def sent_whole(kiosk, address, token, data):
    """The status of an answer to a large form; its body is made by hand, as a browser makes it."""
    parts = [f'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'.encode()]
    parts += [
        b'--cut\r\nContent-Disposition: form-data; name="file"; filename="x.zip"\r\n\r\n',
        data,
        b"\r\n--cut--\r\n",
    ]
    kind = "multipart/form-data; boundary=cut"
    return kiosk._fresh(address, method="POST", data=b"".join(parts), content_type=kind)


def test_large_files_may_come_in_here_and_nowhere_else(ivy):
    token = ivy.get("/drafts/bread/bring-in").form("bring-in")["csrf_token"]
    large = b"x" * 3_000_000
    here = sent_whole(ivy, "/drafts/bread/bring-in", token, large)
    assert (here.status_code, "not a zip" in here.get_data(as_text=True)) == (422, True)
    assert sent_whole(ivy, "/drafts/bread/add", token, large).status_code == 413


def test_the_booklet_holds_every_lesson_and_question_without_the_key(ivy):
    for address in ("/drafts/bread/booklet", "/library/bread/booklet"):
        page = ivy.get(address)
        for words in ("Bread", "Mix it.", "The lowest pay is $7.25", "Knead it.", "What first?", "Is salt in it?"):
            assert words in page.text, (address, words)
        for words in ("Heat it.", "Washes hands first.", "How many hands?", "flour", "press and fold"):
            assert words in page.text, (address, words)
        assert "Not quite. It is." not in page.text


def test_what_somebody_writes_while_a_lesson_is_renamed_stays(ivy, meanwhile):
    page = ivy.get("/drafts/bread/move/1-dough/1-mix.md")
    meanwhile(arranging, "look_at", lambda: write("1-dough/1-mix.md", b"---\ntitle: Mix\n---\nStir it well.\n"))
    ivy.press(page, "Save this place", slug="blend")
    assert tree()["1-dough/1-blend.md"] == b"---\nid: mix\ntitle: Mix\n---\nStir it well.\n"


def test_a_place_that_is_taken_meanwhile_is_said_calmly(ivy, meanwhile):
    page = ivy.get("/drafts/bread/move/1-dough/1-mix.md")
    meanwhile(arranging, "look_at", lambda: write("1-dough/1-blend.md", b"theirs"))
    answer = ivy.press(page, "Save this place", slug="blend")
    assert (answer.status, "There is a file at that place already." in answer.text) == (409, True)
    assert tree()["1-dough/1-blend.md"] == b"theirs"


def test_a_draft_that_closes_meanwhile_is_said_calmly(ivy, meanwhile):
    page = ivy.get("/drafts/bread/bring-in")
    meanwhile(carrying, "unpack", lambda: close_draft(BO, queries.draft("bread").id, "discarded", NOW))
    answer = ivy.press(page, "Bring it in", file=(io.BytesIO(zipped(bread())), "bread.zip"))
    assert (answer.status, "The draft was closed meanwhile." in answer.text) == (409, True)


@pytest.mark.parametrize("kind", ["quiz", "lesson"])
def test_two_who_add_the_same_at_once_never_write_over_each_other(ivy, meanwhile, kind):
    url = "/drafts/bread/new-lesson?in=2-oven"
    page = ivy.get(url)
    path = "2-oven/quiz.md" if kind == "quiz" else "2-oven/2-rest.md"
    meanwhile(starting, "_paths", lambda: write(path, b"theirs"))
    sent = {**page.form("/drafts/bread/add"), "kind": kind, "folder": "2-oven", "title": "Rest"}
    assert ivy.post("/drafts/bread/add", sent).status == 409
    assert tree()[path] == b"theirs"


def test_a_recording_comes_back_with_its_course(ivy):
    write("media/talk.mp3", FRAME)
    db.session.commit()
    before = tree()
    packed = ivy._fresh("/drafts/bread.zip").get_data()
    ivy.press(ivy.get("/drafts/bread/remove/media"), "Take it out")
    page = ivy.get("/drafts/bread/bring-in")
    ivy.press(page, "Bring it in", file=(io.BytesIO(packed), "bread.zip"))
    assert tree() == before


def test_what_was_drawn_anew_is_said(ivy):
    page = ivy.get("/drafts/bread/bring-in")
    told = {**bread(), "media/dough.png": with_place("PNG")}
    page = ivy.press(page, "Bring it in", file=(io.BytesIO(zipped(told)), "bread.zip"))
    assert "1 file held more than a picture or a voice" in page.text
    assert b"SECRET" not in tree()["media/dough.png"]
