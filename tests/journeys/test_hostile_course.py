"""A course that is hostile in every place an author can write: shown in a real browser, nothing in it runs."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from lms import create_app
from lms.content.compiled import compile_course
from lms.content.model import Fact
from lms.content.reader import read_draft
from lms.content.render import Renderer
from lms.content.sanitize import ATTRIBUTES, TAGS
from lms.features.authoring.actions import publish
from lms.models.base import db, reading_only
from tests import make
from tests.journeys.test_hostile import watch
from tests.make_courses import WAGE, png
from tests.make_served import make_sitting
from tests.server import Server, copied, settings_of
from tests.vectors import FAMILIES, LINES

pytestmark = pytest.mark.browser
INNER = """() => [...document.querySelectorAll('.prose, .prose *')].map(one => [one.tagName.toLowerCase(),
  [...one.attributes].map(each => [each.name, each.value]), one.classList.contains('prose')])"""
OURS = {"strong": {"class": ("fact", "fact-hidden")}}
"""What a page itself puts into a text: a dated fact."""


def head(**values: Any) -> str:
    return f"---\n{yaml.safe_dump(values, allow_unicode=True)}---\n"


def nth(number: int) -> str:
    return LINES[number % len(LINES)]


def question(number: int) -> str:
    """One question whose every text is a vector."""
    a, b, c, d, e, f = (nth(number * 6 + at) for at in range(6))
    return (
        f"? Say {a} {number} {{#q{number}}}\nLook {b}\n(x) One {c}\n> Because {d}\n( ) Two {e}\n> Because {f}\n\n"
        f"> For {a}\n! Hint {b}\n"
    )


def hostile() -> dict[str, bytes]:
    """The files: each family of vectors is a lesson with a question in it, and the rest stands everywhere else."""
    texts = {
        "course.md": head(title=f"Bad {nth(0)}", summary=nth(1), content_note=nth(2), track=nth(3), authors=[nth(4)])
        + "\n\n".join(LINES[:9]),
        "1-bad/module.md": head(title=f"Mod {nth(5)}", signoff="practical", recall=0) + "\n\n".join(LINES[9:18]),
        "1-bad/quiz.md": head(feedback="each", shuffle=False) + "\n".join(question(number) for number in range(9)),
        "1-bad/practical.md": head(materials=nth(6), tier="T1")
        + "\n\n".join(LINES[18:27])
        + "\n\n## Criteria\n\n"
        + "\n".join(f"- Does {one}" for one in LINES[27:31])
        + "\n",
    }
    for number, (name, vectors) in enumerate(FAMILIES.items(), start=1):
        front = head(title=f"{name} {nth(number)}", content_note=nth(number + 7), words={nth(number + 8): nth(number)})
        check = "```check\n" + question(number).replace("Look ", "Look at ") + "```\n"
        picture = "![<img src=x onerror=xss()> \" onload='xss()'](media/dough.png)\n"
        body = "\n\n".join([*vectors, "{{ fact:evil }}", picture, check])
        texts[f"1-bad/{number}-{name}.md"] = front + body
    return {path: text.encode() for path, text in texts.items()} | {"media/dough.png": png()}


@pytest.fixture(scope="module")
def served(prepared: Path, tmp_path_factory: pytest.TempPathFactory):
    """A server with the course published as it is, past every check an author would have met, and Tess before its quiz."""
    instance = copied(prepared, tmp_path_factory.mktemp("hostile") / "instance")
    served = Server(instance)
    fact = Fact("evil", nth(9), nth(10), nth(11), WAGE.checked_on, WAGE.review_by, nth(12))
    course, _ = read_draft(hostile(), {"evil": fact}, folder="bad")
    assert course
    with Renderer() as renderer:
        ready = compile_course(course, renderer)
    assert ready.problems == ()
    reading_only.set(False)
    with create_app(**settings_of(instance, served.url)).app_context():
        publish(course, ready, {"evil": fact}, None, make.NOW)
        db.session.commit()
        tess = db.session.scalar(db.text("SELECT id FROM person WHERE number = '2002'"))
        make_sitting(tess, "bad/bad")
        db.session.remove()
        db.engine.dispose()
    served.start()
    yield served
    served.end()


def foreign(page: Any) -> list[str]:
    """What stands in the texts of an author on a page and not in the allow-list."""
    found = []
    for tag, attributes, outer in page.evaluate(INNER):
        if outer:
            continue
        rules = ATTRIBUTES.get(tag, {})
        if tag not in TAGS:
            found.append(f"<{tag}>")
        for name, value in attributes:
            if not (name in rules and rules[name](value)) and value not in OURS.get(tag, {}).get(name, ()):
                found.append(f"{name}={value} on <{tag}>")
    return found


def look(kiosk: Any, path: str = "") -> None:
    """Open a page and hold it against the allow-list."""
    if path:
        kiosk.open(path)
    assert foreign(kiosk.page) == [], kiosk.path
    scripts = kiosk.page.eval_on_selector_all("script", "all => all.map(one => one.getAttribute('src') || 'inline')")
    assert [one for one in scripts if not one.startswith("/static/")] == []


def test_nothing_an_author_can_write_runs(served, kiosk):
    ivy, tess = kiosk(served), kiosk(served)
    ran = watch(ivy), watch(tess)
    ivy.sign_in("ivy", "quiet winter bread", staff=True)
    for path in ("/library", "/library/bad", "/library/bad/versions/1"):
        look(ivy, path)
    for number, name in enumerate(FAMILIES):
        look(ivy, f"/library/bad/preview/bad/{name}")
        ivy.sees(f"{name} {nth(number + 1)[:4]}")
    tess.sign_in("2002")
    look(tess, "/courses")
    look(tess, "/courses/bad")
    attempt = served.rows("SELECT max(id) FROM attempt")[0][0]
    for name in FAMILIES:
        look(tess, f"/attempts/{attempt}/lessons/{name}")
        tess.page.locator("input[type=radio]").first.check()
        tess.page.locator("form:has(input[type=radio]) button").first.click()
        tess.sees("Because")
        look(tess)
    tess.open(f"/tries/{served.rows('SELECT max(id) FROM quiz_try')[0][0]}")
    for _ in range(9):
        tess.sees("Say")
        look(tess)
        tess.page.locator("input[type=radio]").first.check()
        tess.press("Save and continue")
        tess.sees("Because")
        look(tess)
        if tess.page.get_by_role("link", name="Next question").count():
            tess.follow("Next question")
    look(tess, f"/attempts/{attempt}/practical")
    tess.page.wait_for_timeout(300)
    assert ran == ([], [])


def test_nothing_runs_in_the_editor_either(served, kiosk):
    ivy = kiosk(served)
    ran = watch(ivy)
    ivy.sign_in("ivy", "quiet winter bread", staff=True)
    ivy.open("/library/bad")
    ivy.press("Change this course")
    look(ivy, "/drafts/bad/files/course.md?show=1")
    for number, name in enumerate(FAMILIES, start=1):
        look(ivy, f"/drafts/bad/files/1-bad/{number}-{name}.md?show=1")
        ivy.sees("Taken out of this text:")
    ivy.page.locator("#text").fill("\n\n".join(LINES))
    ivy.page.wait_for_timeout(4000)
    look(ivy)
    look(ivy, "/drafts/bad/files/1-bad/quiz.md?show=1")
    look(ivy, "/drafts/bad/media")
    assert ran == []


def test_the_browser_sees_what_does_not_belong(served, kiosk):
    ivy = kiosk(served)
    ivy.sign_in("ivy", "quiet winter bread", staff=True)
    ivy.open("/library/bad/preview/bad/handlers")
    ivy.page.evaluate("() => { document.querySelector('.prose').innerHTML += '<p onclick=x><b id=y>z</b></p>' }")
    assert foreign(ivy.page) == ["onclick=x on <p>", "<b>", "id=y on <b>"]
