"""Translations beside their originals: what is missing, what changed since, and where they are written."""

import datetime as dt

import pytest

from lms.features.drafts.actions import open_draft, save_file
from lms.features.drafts.queries import draft_tree
from lms.features.publishing.queries import newest_draft
from lms.features.publishing.translating import translation
from lms.models.base import db
from tests.make import NOW
from tests.make_courses import bread, publish_tree, with_text
from tests.make_signoffs import actor_of

MIX, KNEAD, QUIZ = "1-dough/1-mix.md", "1-dough/2-knead.md", "1-dough/quiz.md"
LATER = NOW + dt.timedelta(days=1)
LIST = "/library/bread/translations/es"


@pytest.fixture
def ivy(people):
    publish_tree(bread())
    return actor_of(people.ivy)


def states(draft_id=None):
    found = translation("bread", "es", draft_id)
    return {text.path: text.state for text in found.texts}


def write(actor, path, data):
    draft_id = open_draft(actor, "bread", NOW)
    db.session.flush()
    save_file(actor, draft_id, path, data, f"{path}-{len(data)}", 9, NOW)
    db.session.commit()
    return draft_id


MISSING = dict.fromkeys(["1-dough/2-knead.md", "2-oven/1-heat.md", "2-oven/module.md"], "missing")
CURRENT = dict.fromkeys(
    ["1-dough/1-mix.md", "1-dough/module.md", "1-dough/practical.md", "1-dough/quiz.md", "course.md"], "current"
)


def test_texts_that_are_missing_and_those_that_are_there(ivy):
    assert states() == MISSING | CURRENT


def test_an_original_that_changed_since_is_told_from_one_translated_with_it(ivy):
    mixed = with_text(bread(), MIX, "Mix it.", "Mix it well.")
    publish_tree(mixed, now=LATER)
    assert states() == MISSING | CURRENT | {MIX: "changed"}
    again = with_text(mixed, f"es/{MIX}", "Mezcle.", "Mezcle bien.")
    publish_tree(again, now=LATER)
    assert states() == MISSING | CURRENT
    publish_tree(with_text(again, KNEAD, "Knead it.", "Knead."), now=LATER)
    assert states() == MISSING | CURRENT, "what has nothing to do with it changes nothing"
    publish_tree(bread(), now=LATER)
    assert states() == MISSING | CURRENT, "an older original with the translation that was made from it"


def test_in_a_draft_the_save_says_what_a_translation_was_made_from(ivy):
    draft_id = write(ivy, MIX, with_text(bread(), MIX, "Mix it.", "Mix it well.")[MIX])
    assert states(draft_id)[MIX] == "changed"
    write(ivy, f"es/{MIX}", with_text(bread(), f"es/{MIX}", "Mezcle.", "Mezcle bien.")[f"es/{MIX}"])
    assert states(draft_id)[MIX] == "current"
    write(ivy, MIX, with_text(bread(), MIX, "Mix it.", "Mix it very well.")[MIX])
    assert states(draft_id)[MIX] == "changed"
    assert states()[MIX] == "current", "what is offered has not changed"
    write(ivy, f"es/{KNEAD}", b"---\ntitle: Amasar\n---\nAmase.\n")
    assert states(draft_id)[KNEAD] == "current"


def test_the_pages_show_what_is_missing_first_and_each_text_beside_its_original(ivy, browse, people):
    publish_tree(with_text(bread(), MIX, "Mix it.", "Mix it well."), now=LATER)
    kiosk = browse(people.cora)
    assert kiosk.get("/library/bread").link("Translation: Español") == LIST
    page = kiosk.get(LIST)
    assert "Bread in another language: Español" in page.text
    links = [e.get("href") for e in page.all("a") if f"{LIST}/" in (e.get("href") or "")]
    assert links[:4] == [
        f"{LIST}/{path}" for path in ("1-dough/2-knead.md", "2-oven/1-heat.md", "2-oven/module.md", MIX)
    ]
    assert len(links) == 8
    page = kiosk.get(links[3])
    assert "Original changed since" in page.text
    assert ["".join(e.itertext()) for e in page.all("ins")] == ["[put in:]  well"]
    assert "Mezcle. {{ fact:wage }}" in page.text
    page = kiosk.get(links[0])
    assert "Not translated yet." in page.text
    assert kiosk.get(f"{LIST}/none.md").status == 404


def test_a_translation_is_begun_in_the_draft_and_written_in_the_editor(ivy, browse, people):
    kiosk = browse(people.ivy)
    page = kiosk.press(kiosk.get(f"{LIST}/{KNEAD}"), "Start this translation", follow=False)
    assert page.location == f"/drafts/bread/files/es/{KNEAD}"
    draft = newest_draft("bread")
    assert draft_tree(draft.id)[f"es/{KNEAD}"] == bread()[KNEAD]
    assert states(draft.id)[KNEAD] == "copied"
    db.session.rollback()
    page = kiosk.get(f"{LIST}/{KNEAD}")
    assert page.link("Change the translation") == f"/drafts/bread/files/es/{KNEAD}"
    assert page.link("Change the original") == f"/drafts/bread/files/{KNEAD}"
    for _ in range(2):
        assert kiosk.post(f"{LIST}/{KNEAD}", follow=False).status == 302
    assert kiosk.post(f"{LIST}/media/dough.png").status == 404
    kiosk.post("/library/bread/translations/fr/course.md", follow=False)
    assert b"language: fr" in draft_tree(draft.id)["fr/course.md"]
    assert browse(people.cora).post(f"{LIST}/{QUIZ}").status == 403


def test_no_language_and_the_courses_own_lead_nowhere(ivy, browse, people):
    kiosk = browse(people.ivy)
    for lang in ("en", "x", "klingon", "ES"):
        assert kiosk.get(f"/library/bread/translations/{lang}").status == 404, lang
    assert kiosk.get("/library/none/translations/es").status == 404
    assert browse(people.ann).get(LIST).status == 403
