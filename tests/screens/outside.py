"""Before anybody has signed in, and what a page says when something went wrong."""

from flask import abort
from sqlalchemy.exc import OperationalError

from lms import create_app
from lms.rules.record_numbers import new_number
from lms.web import errors
from tests.screens.camera import Camera, Scene, Studio
from tests.server import settings_of

ERRORS = (400, 403, 404, 405, 409, 413, 429, 500, 503)
NOBODYS = new_number(bytes(range(16)))
CAME_FROM = {"Referer": "http://localhost/courses"}


def at_the_door(studio: Studio) -> None:
    """Signing in: nothing typed, what does not go together, the wait after some tries, after idling, in each way."""
    woman = Camera(studio, "door")
    woman.open("/sign-in")
    woman.go()
    woman.shoot("1-nothing-typed")
    for _ in range(6):
        woman.open("/sign-in")
        woman.write(name="1001", secret="111222")
        woman.go()
        if _ == 0:
            woman.shoot("2-not-together")
    woman.shoot("3-wait")
    woman.shoot("4-words", "/sign-in?way=words")
    woman.shoot("5-idle", "/sign-in?idle=1")
    woman.shoot("6-kept", "/sign-in?kept=1")
    woman.shoot("7-all-parts", "/style")
    woman.close()


def a_number_on_paper(studio: Studio) -> None:
    """The public page that checks a certificate: nothing, no number, a number that is there."""
    woman = Camera(studio, "verify")
    good = studio.server.rows("SELECT number FROM certificate LIMIT 1")[0][0]
    for name, typed in (
        ("1-nothing", ""),
        ("2-unknown", NOBODYS),
        ("2-not-whole", "7K2Q-M4XD-90TF-V"),
        ("3-valid", good),
    ):
        woman.open("/verify")
        woman.page.locator("main input[type=text]").first.fill(typed)
        woman.go()
        woman.shoot(name)
    woman.close()


def gone_wrong(studio: Studio) -> None:
    """Every page that says something did not work, as a learner in the middle of her work sees it, and one who was writing."""
    woman = studio.camera("in a quiz")
    app = create_app(**settings_of(studio.server.instance, studio.server.url), DEMO=True)
    app.logger.disabled = True  # What goes wrong here was asked for.
    app.add_url_rule("/gone-wrong/<int:status>", view_func=_break)
    reader = app.test_client()
    for one in woman.context.cookies():
        reader.set_cookie(one["name"], one["value"])
    pages = {str(status): reader.get(f"/gone-wrong/{status}", headers=CAME_FROM).text for status in ERRORS}
    hers = {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in woman.context.cookies())}
    words = {"words": "I drew a bed of 1 m by 2 m."}
    with app.test_request_context("/attempts/1/practical", method="POST", data=words, headers=hers):
        pages["500-writing"] = str(errors.unexpected(RuntimeError())[0])  # type: ignore[index]
    woman.page.route(
        "**/gone-wrong/*",
        lambda route: route.fulfill(body=pages[route.request.url.rpartition("/")[2]], content_type="text/html"),
    )
    for name in pages:
        woman.shoot(f"gone-wrong-{name}", f"/gone-wrong/{name}")
    woman.close()


def _break(status: int) -> str:
    """Go wrong as asked: a fault of ours, a database that is away, or a plain refusal."""
    if status == 500:
        raise RuntimeError
    if status == 503:
        raise OperationalError("", None, Exception())
    abort(status)


SCENES: tuple[Scene, ...] = (at_the_door, a_number_on_paper, gone_wrong)
