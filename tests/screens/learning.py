"""What a learner meets: each kind of question, tries that went well or not yet, her practical, her notebook, a pause."""

from tests.journeys.story import ANSWERS, give
from tests.screens.camera import Camera, Scene, Studio

KEYS = ("soil", "need", "legs", "word", "order", "tools", "grow", "bed")
LATER = dict(zip(KEYS, (given for given, _said in ANSWERS.values()), strict=False))


def a_quiz(studio: Studio) -> None:
    """Every kind of question: as asked, as a form to mend, and answered; then the check and both results."""
    zoe = studio.guest("2003")
    zoe.open("/")
    zoe.go()
    try_id = zoe.path.split("/")[2]
    for number, key in enumerate(KEYS, 1):
        zoe.open(f"/tries/{try_id}/questions/{key}")
        zoe.shoot(f"quiz-{number}-{key}-1-asked")
        if key in ("soil", "legs", "order"):
            if key == "legs":
                zoe.write(answer="six or so")
            zoe.go()
            zoe.shoot(f"quiz-{number}-{key}-2-to-mend")
        given = {"soil": "A tool", "word": "sole", "legs": "8", "order": "Plant|Dig|Water"}.get(key, LATER[key])
        give(zoe, given)
        zoe.go()
        zoe.shoot(f"quiz-{number}-{key}-3-answered")
        if key == "tools":
            zoe.shoot("quiz-7-check", f"/tries/{try_id}/check")
    zoe.go()
    zoe.shoot("quiz-8-not-yet")
    zoe.send("/quiz/start")
    again = zoe.path.split("/")[2]
    for key in KEYS:
        zoe.open(f"/tries/{again}/questions/{key}")
        give(zoe, LATER[key].replace("Water|Noise", "Water|Light"))
        zoe.go()
    zoe.go()
    zoe.shoot("quiz-9-passed")
    zoe.shoot("quiz-9-tries", f"/attempts/{studio.open_attempt('2003')}/quiz")
    zoe.close()


def two_texts(studio: Studio) -> None:
    """The same practical written in two windows: both texts are kept, and she chooses."""
    vera = studio.guest("2004")
    vera.open("/")
    vera.go()
    older = vera.context.new_page()
    older.goto(vera.path)
    vera.write(words="I drew a bed of 1 m × 2 m.")
    vera.send("/practical", ".second")
    older.locator("#words").fill("I drew the bed at home, and the tools hang on the left.")
    with older.expect_navigation():
        older.locator("#words").evaluate("one => one.form.submit()")
    older.close()
    vera.page.reload()
    vera.shoot("two-texts")
    vera.close()


def her_practical(studio: Studio) -> None:
    """The practical: as it is, not whole, asking without a tick, waiting, and back again."""
    vera = studio.guest("2004")
    vera.open("/")
    vera.go()
    vera.shoot("practical-1")
    vera.page.locator("fieldset.rating").first.locator("input[value='3']").check()
    vera.go()
    vera.shoot("practical-2-to-mend")
    vera.rate(3)
    vera.write(words="I drew a bed of 1 m × 2 m.\nThe tools hang on the left.")
    vera.go()
    vera.shoot("practical-3-ask")
    vera.go()
    vera.shoot("practical-4-no-tick")
    vera.page.locator("#own_work").check()
    vera.go()
    vera.shoot("practical-5-waiting")
    vera.shoot("practical-6-sign-here", f"/attempts/{vera.attempt()}/sign-here")
    vera.go()
    vera.shoot("practical-7-sign-here-to-mend")
    vera.shoot("practical-8-read-only", f"/attempts/{vera.attempt()}/practical")
    vera.close()


def her_notebook(studio: Studio) -> None:
    """Her notes and words, searching, what she keeps fresh, what a module was like, her account."""
    kim = studio.camera("in a quiz")
    kim.shoot("notebook", "/notebook")
    note = "/attempts/{}/lessons/what-matters-to-you".format(studio.open_attempt("1003"))
    kim.shoot("lesson", note)
    kim.shoot("lesson-copy", f"{note}/copy")
    kim.open(f"{note}/notes")
    kim.send("/word")
    kim.shoot("lesson-notes")
    for name, words in (("found", "pay"), ("not-found", "submarine"), ("empty", "")):
        kim.shoot(f"search-{name}", f"/search?q={words}")
    done = studio.server.rows(
        "SELECT id FROM attempt WHERE person_id = :who AND module_id LIKE 'start-here/%' ORDER BY id",
        who=studio.person("1003"),
    )
    kim.shoot("ticket-1", f"/attempts/{done[0][0]}/ticket")
    kim.go()
    kim.shoot("ticket-2-to-mend")
    for name in ("clear", "useful", "pace"):
        kim.page.locator(f"input[name={name}]").first.check()
    kim.go()
    kim.shoot("ticket-3-given")
    kim.open("/")
    kim.send("/fresh")
    kim.shoot("fresh-1")
    kim.go()
    kim.shoot("fresh-2-to-mend")
    kim.shoot("secret-words", "/new-secret?kind=words")
    kim.open("/new-secret")
    kim.write(old_secret="639751", new_secret="123456", new_secret_again="123457")
    kim.go()
    kim.shoot("secret-to-mend")
    kim.shoot("openings", "/account/openings")
    kim.shoot("not-hers", "/people")
    kim.close()


def a_pause_and_a_long_wait(studio: Studio) -> None:
    """While a pause runs, when nobody has touched the screen for a while, and what was typed too late."""
    cora = studio.camera("coordinator")
    cora.open("/pauses")
    cora.send("/pauses")
    cora.shoot("pause-runs")
    woman = Camera(studio, "pause")
    woman.shoot("1-door", "/sign-in")
    woman.enter("1001", "407319")
    woman.shoot("2-home", "/")
    woman.page.evaluate("document.getElementById('still').showModal()")
    woman.shoot("3-still")
    cora.open("/pauses")
    cora.send("/end")
    cora.shoot("pause-ended")
    attempt = studio.open_attempt("1001")
    woman.open(f"/attempts/{attempt}/lessons/find-your-way/notes")
    studio.server.grow_old()
    woman.write(words="The blue button is Continue. I want to remember this.")
    woman.go()
    woman.page.wait_for_url("**/sign-in**")
    woman.enter("1001", "407319")
    woman.shoot("4-kept", "/kept")
    woman.shoot("5-home-kept", "/")
    cora.close()
    woman.close()


SCENES: tuple[Scene, ...] = (a_quiz, two_texts, her_practical, her_notebook, a_pause_and_a_long_wait)
