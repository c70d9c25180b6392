"""`make screens`: pictures of every page and state for each person, both languages and both small screens, and sheets."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from lms.cli.demo import demo_app
from tests.browser import FLAGS, chromium
from tests.journeys.conftest import furnish
from tests.journeys.walk import PEOPLE, begin, walk
from tests.screens import learning, outside, running, signing, writing
from tests.screens.camera import SHOTS, SIZES, Camera, Scene, Studio
from tests.server import Server, copied

MOST = 80
LANGUAGES = ("en", "es")
SCENES: tuple[Scene, ...] = (
    *outside.SCENES,
    *learning.SCENES,
    *signing.SCENES,
    *writing.SCENES,
    *running.SCENES,
)

NOT_PAGES = {
    "static_file",
    *("authoring.export", "authoring.media", "drafts.export", "drafts.picture", "formats.carry", "formats.export"),
    *("records.certificate_code", "records.certificate_pdf", "reports.table", "audit.table"),
    *("lessons.go_on", "quizzes.go_on", "publishing.changed_file", "voice.sentence"),
}
"""What a GET gives that is no page: files, pictures and sounds, and ways that only lead on."""


def walks(studio: Studio, people: list[str]) -> None:
    """Every page in reach by links, as each person."""
    for who in people:
        woman = Camera(studio, who)
        for number, place in enumerate(walk(studio.app, woman, begin(woman, who, studio.lang == "es"), MOST), 1):
            woman.shoot(f"{number:02}-{place or 'missing'}")
        woman.close()


def photograph(folder: Path, lang: str, browser: Browser, app: Flask, work: Callable[[Studio], None]) -> Studio:
    """Serve a copy of the facility and let ``work`` take its pictures there."""
    server = Server(copied(Path(app.config["INSTANCE"]), folder), DEMO="1").start()
    studio = Studio(app, server, browser, lang)
    try:
        work(studio)
    finally:
        server.kill()
    return studio


def sheets(lang: str, size: str, across: int, width: int) -> list[Path]:
    """Sheets of all the pictures of one language and size, side by side in rows."""
    files = sorted((SHOTS / lang / size).glob("*.png"))
    made, row, rows = [], [], []
    for path in files:
        with Image.open(path) as picture:
            row.append(picture.convert("RGB").resize((width, max(1, picture.height * width // picture.width))))
        if len(row) == across:
            rows.append(row)
            row = []
    rows += [row] if row else []
    for number in range(0, len(rows), 3):
        part = rows[number : number + 3]
        heights = [max(one.height for one in line) for line in part]
        sheet = Image.new("RGB", (across * (width + 8), sum(heights) + 8 * len(part)), "#888888")
        for at, line in enumerate(part):
            for place, one in enumerate(line):
                sheet.paste(one, (place * (width + 8), sum(heights[:at]) + 8 * at))
        path = SHOTS / f"sheet-{lang}-{size}-{number // 3 + 1:02}.png"
        sheet.save(path)
        made.append(path)
    return made


def take(folder: Path, chosen: list[str], browser: Browser) -> tuple[int, set[str]]:
    """Take all pictures in both languages, or those of the people and scenes named; gives their number and what is missing."""
    app = demo_app(folder / "prepared")
    furnish(app)
    people = [who for who in PEOPLE if not chosen or who in chosen]
    scenes = [one for one in SCENES if not chosen or one.__name__ in chosen]
    taken, seen = 0, set(NOT_PAGES)
    for lang in LANGUAGES:
        jobs = [lambda studio: walks(studio, people), *scenes]
        for number, job in enumerate(jobs):
            done = photograph(folder / f"{lang}-{number}", lang, browser, app, job)
            taken, seen = taken + done.taken, seen | done.seen
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return taken, pages - seen


def main() -> None:
    """Take the pictures, say where they are and which page is on none; names of people or scenes take theirs alone."""
    began = time.monotonic()
    chosen = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        taken, missing = take(Path(folder), chosen, browser)
        browser.close()
    made = [one for lang in LANGUAGES for size in SIZES for one in sheets(lang, size, 4 if size == "phone" else 3, 360)]
    print(f"{taken} pictures in {time.monotonic() - began:.0f} s, in {SHOTS}/; sheets: {len(made)}")
    if missing and not chosen:
        sys.exit(f"On no picture: {', '.join(sorted(missing))}")


if __name__ == "__main__":
    main()
