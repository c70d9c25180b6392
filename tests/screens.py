"""`make screens`: pictures of every page in reach, for each person, both languages and both small screens, and sheets of them."""

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from lms.cli.demo import demo_app
from tests.browser import FLAGS, chromium
from tests.journeys.kiosk import Kiosk
from tests.journeys.walk import PEOPLE, begin, walk
from tests.server import Server

SHOTS = Path("shots")
SIZES = {"kiosk": (1024, 600), "phone": (375, 700)}
MOST = 80
TALLEST = 3000
"""Pixels of a long page that are shown."""

OUTSIDE = {"at the practical", "peer mentor", "auditor"}
"""People of the tests, who are not in the demo."""


def take(folder: Path, people: list[str]) -> list[Path]:
    """Walk as each person in both languages; on each page take a picture at each size."""
    app = demo_app(folder)
    server = Server(folder).start()
    taken = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            for who in people:
                for lang in ("en", "es"):
                    woman = Kiosk(browser, server.address)
                    for number, place in enumerate(walk(app, woman, begin(woman, who, lang == "es"), MOST), 1):
                        taken += pictures(woman, f"{who.replace(' ', '-')}-{number:02}-{place or 'missing'}", lang)
                    woman.close()
            browser.close()
    finally:
        server.end()
    return taken


def pictures(woman: Kiosk, name: str, lang: str) -> list[Path]:
    """The page that stands there now at each size."""
    made = []
    for size, (width, height) in SIZES.items():
        path = SHOTS / lang / size / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        woman.page.set_viewport_size({"width": width, "height": height})
        tall = woman.page.evaluate("document.documentElement.scrollHeight")
        woman.page.screenshot(path=path, full_page=tall <= TALLEST)
        made.append(path)
    return made


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


def main() -> None:
    """Take the pictures and say where they are; names of people as arguments take theirs alone."""
    began = time.monotonic()
    people = sys.argv[1:] or [who for who in PEOPLE if who not in OUTSIDE]
    with tempfile.TemporaryDirectory() as folder:
        taken = take(Path(folder), people)
    made = [
        one for lang in ("en", "es") for size in SIZES for one in sheets(lang, size, 4 if size == "phone" else 3, 360)
    ]
    print(f"{len(taken)} pictures in {time.monotonic() - began:.0f} s, in {SHOTS}/; sheets: {len(made)}")


if __name__ == "__main__":
    main()
