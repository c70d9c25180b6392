"""Markdown that others wrote: the documentation on this machine, read, checked, rendered and held to the allow-list.

A sample runs with the suite; FOOTING_MARKDOWN=1000 (or any number) runs so many files and prints what came of them.
"""

import gzip
import os
import random
import re
import site
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lms.content.document import Document
from lms.content.reader import read_draft
from lms.content.render import SECONDS, Job, Renderer
from lms.content.style.review import look
from tests.content.samples import FACTS, clean
from tests.content.test_sanitize import against_the_list

MANY = int(os.environ.get("FOOTING_MARKDOWN", "24"))
PLACES = [Path(site.getsitepackages()[0]), Path("/usr/share/doc"), Path("/usr/lib/node_modules"), Path("/usr/share")]
NAMES = re.compile(r".*\.(md|markdown)(\.gz)?|README.*|METADATA|.*\.rst|NEWS.*", re.IGNORECASE)
OWN = Path(__file__).parents[2] / "courses"
LARGEST = 200_000


def found() -> list[Path]:
    """Files of documentation, Markdown by name first; each place once, whatever links lead to it."""
    seen: dict[str, Path] = {}
    for place in PLACES:
        for folder, _, names in os.walk(place):
            for name in names:
                path = Path(folder, name)
                if NAMES.fullmatch(name) and path.is_file() and 0 < path.stat().st_size < LARGEST:
                    seen.setdefault(str(path.resolve()), path)
    return sorted(seen.values(), key=lambda path: (".md" not in path.name.lower(), str(path)))


def texts(count: int) -> Iterator[tuple[str, bytes]]:
    """So many texts: files spread over all that are here, then course files with parts swapped, dropped and doubled."""
    files = found()
    files = files[:: max(1, len(files) // count)] if count < 500 else files
    for path in files[:count]:
        data = path.read_bytes()
        yield str(path), gzip.decompress(data) if path.suffix == ".gz" else data
    dice, own = random.Random(7), sorted(OWN.rglob("*.md"))
    for number in range(count - len(files)):
        parts = re.split(rb"(\W)", dice.choice(own).read_bytes())
        for _ in range(40):
            one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
            parts[one] = dice.choice([parts[other], parts[one] * 3, b""])
        yield f"mutation {number}", b"".join(parts)


def test_documentation_of_others_is_answered_inside_the_allow_list_and_in_time() -> None:
    came: Counter[str] = Counter()
    longest = [0.0, 0.0]
    with Renderer() as renderer:
        for name, data in texts(MANY):
            tree = clean() | {"1-the-pay-stub/2-forms.md": b"---\ntitle: x\n---\n" + data}
            course, problems = read_draft(tree, FACTS)
            assert course, name
            assert all(problem.words for problem in problems), name
            start = time.monotonic()
            assert all(one.words for one in look("1-a/1-b.md", data, "en")), name
            middle = time.monotonic()
            done = renderer.render(Job(Document(course.modules[0].lessons[1].body), name))
            longest = [max(longest[0], middle - start), max(longest[1], time.monotonic() - middle)]
            against_the_list(done.rendered.html)
            assert done.problem is None or done.problem.rule == "too-complex", name
            came["refused in words" if done.problem else "rendered"] += 1
    assert came.total() == MANY
    assert longest[1] < SECONDS + 2
    assert came["rendered"] > 0.9 * MANY
    print(f"\n{dict(came)}; longest look {longest[0]:.2f} s, longest rendering {longest[1]:.2f} s")
