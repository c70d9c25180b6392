"""No response holds a key or a reason before the answer: pages searched for them, and twins that differ in the key alone."""

import re

import pytest

from lms.content.compiled import compile_course
from lms.content.reader import read
from lms.content.render import Renderer
from lms.features.authoring.actions import publish
from lms.models.base import db
from tests import course
from tests.make import NOW
from tests.make_served import make_sitting
from tests.make_signoffs import RIGHT

REASONS = {
    "soil": ("Plants grow in soil", "A spade is a tool", "Look at your feet"),
    "need": ("Plants drink", "Light feeds them", "Noise does nothing for them"),
    "legs": ("A bee is an insect", "so it has 6"),
    "word": ("It is soil",),
    "bed": ("names the first step",),
    "check": ("Digging makes room", "Not yet. Dig first"),
}
"""Words that an author wrote to be read after the answer. A hint may be seen before it."""
HINTS = ("Look at your feet",)
MARKS = re.compile(r'\b(data-)?(right|correct|key|points|score|feedback|explanation|rubric|forms)="', re.IGNORECASE)
ORDER = ("soil", "need", "legs", "word", "order", "tools", "grow", "bed")


def told(html: str, *answered: str) -> list[str]:
    """What a page gives away of questions that are not among those answered."""
    left = [words for key, all_words in REASONS.items() if key not in answered for words in all_words]
    found = [words for words in left if words in html and words not in HINTS]
    return found + [mark.group() for mark in MARKS.finditer(html)]


@pytest.fixture
def ann(app, browse, people):
    course.publish_garden()
    try_id = make_sitting(people.ann)
    return browse(people.ann), try_id


def test_no_page_before_the_answer_holds_a_key_or_a_reason(ann):
    kiosk, try_id = ann
    attempt = kiosk.get("/").link("Continue")
    assert attempt == f"/tries/{try_id}"
    answered: list[str] = []
    for key in ORDER:
        for path in around(try_id):
            assert told(kiosk.get(path, follow=True).html, *answered) == [], path
        refused = kiosk.post(f"/tries/{try_id}/answers/{key}", {"answer": ["none-of-these"] * 9, "place-x": "1"})
        if refused.status == 422:
            assert told(refused.html, *answered) == []
        page = kiosk.get(f"/tries/{try_id}/questions/{key}")
        if refused.status == 422:
            page = kiosk.post(
                page.action("Save and continue")[0], {**page.action("Save and continue")[1], **RIGHT[key]}
            )
        answered.append(key)
        assert told(page.html, *answered) == []
    assert told(page.html) != [], "the search finds what stands there once it may"


def around(try_id: int) -> list[str]:
    """Every page she can open while the quiz is under way."""
    pages = ["/", "/courses", "/courses/garden", "/record", f"/tries/{try_id}", f"/tries/{try_id}/check"]
    pages += [f"/tries/{try_id}/result", *(f"/tries/{try_id}/questions/{key}" for key in ORDER)]
    attempt = 1
    return [*pages, *(f"/attempts/{attempt}/{path}" for path in ("quiz", "lessons/dig", "practical", "sign-off"))]


def test_a_question_in_a_lesson_tells_nothing_until_it_is_answered(ann):
    kiosk, _ = ann
    assert told(kiosk.get("/attempts/1/lessons/dig").html) == []
    page = kiosk.get("/attempts/1/lessons/dig?check=0")
    assert told(page.html) == []
    value = next(e.get("value") for e in page.all("input") if e.get("type") == "radio")
    assert told(kiosk.get(f"/attempts/1/lessons/dig?check=0&answer={value}").html) != []


TURNED = (
    ("(x) The ground plants", "( ) The ground plants"),
    ("( ) A tool", "(x) A tool"),
    ("[x] Water", "[ ] Water"),
    ("[ ] Noise", "[x] Noise"),
    ("= 6", "= 8"),
    ("= soil", "= loam"),
    ("1) Dig\n2) Plant\n3) Water", "1) Water\n2) Plant\n3) Dig"),
    ("Spade :: digs\nCan :: waters", "Spade :: waters\nCan :: digs"),
    ("- names the first step", "- names the last step"),
)
"""The same questions with another key."""


def test_twins_that_differ_in_the_key_alone_look_the_same(app, browse, people):
    quiz = course.QUIZ
    for old, new in TURNED:
        assert old in quiz
        quiz = quiz.replace(old, new)
    make_course({**course.TREE, "1-soil/quiz.md": quiz}, "garden")
    make_course({**course.TREE, "course.md": course.COURSE}, "yard")
    ann = browse(people.ann)
    seen, after = [], []
    for folder in ("garden", "yard"):
        try_id = make_sitting(people.ann, f"{folder}/soil")
        paths = [f"/tries/{try_id}/check", *(f"/tries/{try_id}/questions/{key}" for key in ORDER)]
        seen.append([faceless(ann.get(path).html, try_id) for path in paths])
        page = ann.get(paths[1])
        after.append(faceless(ann.press(page, "Save and continue", **RIGHT["soil"]).html, try_id))
    for one, other in zip(*seen, strict=True):
        assert one == other
    assert "What is soil?" in seen[0][1]
    assert after[0] != after[1], "once it is answered the twins differ, so that the comparison can fail"


def make_course(tree: dict[str, str], folder: str) -> None:
    """Publish a course of its own id."""
    source, problems = read({path: text.encode() for path, text in tree.items()}, folder=folder)
    assert source is not None, [str(one) for one in problems]
    with Renderer() as renderer:
        made = compile_course(source, renderer)
    publish(source, made, {}, None, NOW)
    db.session.commit()


def faceless(html: str, try_id: int) -> str:
    """A page without its tokens, the id of the try and the course it stands in."""
    html = re.sub(r'(name="(csrf_token|save_key)" value|content)="[^"]+"', "", html)
    return re.sub(rf"/(tries/{try_id}|attempts/\d+|courses/\w+)\b", "/…", html)
