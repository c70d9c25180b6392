"""How courses are written: a new one, a draft with its files, files brought in, a version published by two, translations, facts."""

from tests.screens.camera import Camera, Scene, Studio

GIFT = "// a\nIs it fair?{=Yes#It is. ~No#Not yet.}\n\nWords only.\n\nHow many?{#4}\n\nPair them.{=a -> b =c -> d =e -> f}\n"
SLIP = (
    "---\ntitle: Gear\nminutes: 8\n---\nThe inmate wears [gloves](http://example.com).\n\n"
    "![](media/none.png)\n\n<iframe src=x></iframe>\n"
)


def a_new_course(studio: Studio) -> None:
    """The three steps, each with a slip, and the draft that comes of it; then a module and a lesson more."""
    ivy = studio.camera("instructor")
    ivy.shoot("drafts", "/drafts")
    ivy.shoot("new-1", "/drafts/new")
    ivy.go()
    ivy.shoot("new-1-to-mend")
    ivy.write(title="Tie a Knot", summary="Tie a rope so that it holds.")
    ivy.go()
    ivy.shoot("new-2")
    ivy.write(module="First knots")
    ivy.go()
    ivy.shoot("new-3")
    ivy.go()
    ivy.shoot("new-draft")
    ivy.shoot("new-module", "/drafts/tie-a-knot/new-module")
    ivy.shoot("new-lesson", "/drafts/tie-a-knot/new-lesson?in=1-first-knots")
    ivy.shoot("media-empty", "/drafts/tie-a-knot/media")
    ivy.shoot("bring-files", "/drafts/tie-a-knot/bring-in")
    ivy.go()
    ivy.shoot("bring-files-to-mend")
    ivy.shoot("bring-course", "/drafts/bring-in")
    ivy.shoot("discard", "/drafts/tie-a-knot/discard")
    ivy.close()


def the_editor(studio: Studio) -> None:
    """A file in the editor, whole and with slips; saved twice at once; its earlier texts; moving it and taking it out."""
    ivy = studio.camera("instructor")
    course, lesson = "/drafts/safe-at-work", "4-gear-and-tool-control"
    ivy.shoot("draft", course)
    ivy.click("details.menu summary")
    ivy.shoot("draft-menu")
    href = ivy.page.locator(f"a[href*='/files/{lesson}/1-']").first.get_attribute("href") or ""
    ivy.open(href)
    ivy.page.wait_for_timeout(1500)
    ivy.shoot("editor-1")
    ivy.click(".inserts summary")
    ivy.shoot("editor-2-menu")
    other = ivy.context.new_page()
    other.goto(href)
    ivy.page.locator("#text").fill(SLIP)
    ivy.page.wait_for_timeout(2500)
    ivy.shoot("editor-3-slips")
    ivy.send("/files/", ".small:not(.no-script, [data-insert])")
    other.locator("#text").fill(SLIP + "\nMore.")
    with other.expect_navigation():
        other.locator("#text").evaluate("one => one.form.submit()")
    mine, ivy.page = ivy.page, other
    ivy.shoot("editor-4-two-texts")
    ivy.page = mine
    quiz = href.rpartition("/")[0] + "/quiz.md"
    ivy.open(quiz)
    ivy.page.wait_for_timeout(1500)
    ivy.shoot("editor-5-quiz")
    ivy.shoot("history", href.replace("/files/", "/saves/"))
    ivy.go("main table a")
    ivy.shoot("earlier")
    ivy.shoot("move", href.replace("/files/", "/move/"))
    ivy.shoot("remove", href.replace("/files/", "/remove/"))
    ivy.shoot("draft-to-mend", course)
    ivy.shoot("publish-to-mend", f"{course}/publish")
    ivy.shoot("media", f"{course}/media")
    ivy.shoot("booklet", f"{course}/booklet")
    quiet = Camera(studio, "no-script", js=False).enter("ivy", "quiet winter bread")
    quiet.shoot("editor", href)
    quiet.close()
    ivy.close()


def publishing(studio: Studio) -> None:
    """A breaking version that a second person confirms, and what a learner under way sees of it."""
    cora, ivy = studio.camera("coordinator"), studio.camera("instructor")
    cora.open("/facility/signing")
    cora.shoot("signing")
    cora.page.locator("#publish_needs_second").check()
    cora.send("/facility/signing")
    cora.shoot("signing-saved")
    ivy.open("/library/money-basics")
    ivy.send("/draft")
    path = "/drafts/money-basics/files/1-goals-and-money-inside/module.md"
    ivy.open(path)
    text = ivy.page.locator("#text").input_value()
    ivy.page.locator("#text").fill(text.replace("pass_mark: 80", "pass_mark: 90"))
    ivy.page.wait_for_timeout(1500)
    ivy.send("/files/", ".small:not(.no-script, [data-insert])")
    ivy.shoot("publish-1", "/drafts/money-basics/publish")
    ivy.send("/publish/check")
    ivy.shoot("publish-2-check")
    if ivy.page.locator("form[action$='/publish/check']").count():
        ivy.page.locator("input[name=change]").last.check()
        ivy.send("/publish/check")
        ivy.shoot("publish-2-check")
    ivy.go()
    ivy.shoot("publish-3-waits")
    ivy.shoot("library-waits", "/library")
    cora.shoot("home-wish", "/")
    cora.shoot("library-wish", "/library")
    cora.shoot("publish-4-second", "/drafts/money-basics/publish")
    cora.go()
    cora.shoot("publish-5-done")
    kim = studio.camera("in a quiz")
    kim.shoot("newer-home", "/")
    kim.shoot("newer-course", "/courses/money-basics")
    kim.shoot("newer-version", f"/attempts/{studio.open_attempt('1003')}/new-version")
    ivy.shoot("library-course", "/library/money-basics")
    ivy.shoot("compare", "/library/money-basics/compare")
    ivy.shoot("version", "/library/money-basics/versions/1")
    ivy.shoot("restore", "/library/money-basics/versions/1/restore")
    for one in (cora, ivy, kim):
        one.close()


def from_elsewhere(studio: Studio) -> None:
    """Questions of another system: choosing a file, what became of each, where they go."""
    ivy = studio.camera("instructor")
    ivy.shoot("questions-1", "/question-files")
    ivy.go()
    ivy.shoot("questions-2-to-mend")
    ivy.page.set_input_files("#file", {"name": "bank.gift", "mimeType": "text/plain", "buffer": GIFT.encode()})
    ivy.go()
    ivy.shoot("questions-3-made")
    ivy.close()


def translations_and_facts(studio: Studio) -> None:
    """A translation beside its source, a lesson as a learner sees it, dated facts, how questions do."""
    ivy = studio.camera("instructor")
    ivy.shoot("translations", "/library/start-here/translations/es")
    ivy.go("main a[href*='/translations/es/']")
    ivy.shoot("beside")
    ivy.shoot("translations-none", "/library/money-basics/translations/es")
    ivy.shoot("see", "/library/start-here/seen/1/en")
    for name in ("lessons", "quiz", "practical"):
        links = ivy.page.locator(f"main a[href*='/{name}/'], main a[href$='/{name}']")
        href = links.first.get_attribute("href") or ""
        ivy.shoot(f"see-{name}", href)
        ivy.page.go_back()
    ivy.shoot("facts", "/facts")
    ivy.shoot("fact-new", "/facts/new")
    ivy.open("/facts")
    ivy.go("main table a")
    ivy.shoot("fact")
    ivy.write(value="The lowest pay is $9 an hour.")
    ivy.go()
    ivy.shoot("fact-check")
    ivy.shoot("questions-index", "/reports/questions")
    first = studio.server.rows("SELECT max(id) FROM module_version WHERE module_id = 'start-here/getting-in'")[0][0]
    ivy.open(f"/reports/questions/{first}")
    ivy.shoot("questions-report")
    ivy.shoot("tickets", "/tickets")
    ivy.close()


SCENES: tuple[Scene, ...] = (a_new_course, the_editor, publishing, from_elsewhere, translations_and_facts)
