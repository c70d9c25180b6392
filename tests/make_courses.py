"""Made-up courses as files, compiled once a run, and attempts on them: what tests of the library need."""

import datetime as dt
import struct
import zlib
from functools import cache

import sqlalchemy as sa

from lms.content.compiled import CompiledCourse, compile_course
from lms.content.model import Course, Fact
from lms.content.reader import read
from lms.content.render import Renderer
from lms.features.authoring.actions import publish
from lms.features.signoffs.events import append
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course as CourseRow
from lms.models.library import CourseVersionModule, ModuleVersion
from lms.rules.signoffs import Event, State
from tests.make import NOW

Tree = dict[str, bytes]

WAGE = Fact(
    "wage",
    "The lowest pay is $7.25 an hour.",
    "Alder",
    "Pay Act",
    dt.date(2026, 5, 1),
    dt.date(2027, 1, 31),
    "instructor",
)


def png(width: int = 2, height: int = 2) -> bytes:
    """A whole grey picture; another size gives other bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


_FILES = """
=== course.md
---
title: Bread
summary: Bake a loaf.
track: kitchen
hours: 2
authors: [Bo]
licence: CC0
---
Bake *well*.
=== 1-dough/module.md
---
title: Dough
minutes: 30
signoff: practical
recall: 1
---
You can knead.
=== 1-dough/1-mix.md
---
title: Mix
minutes: 5
words:
  knead: press and fold
---
Mix it. {{ fact:wage }}

![A grey square](media/dough.png)

```check
? What first? {#first}
(x) Mix
> Yes. Mixing is first.
( ) Bake
> Not yet. Mix first.
```
=== 1-dough/2-knead.md
---
title: Knead
minutes: 7
content_note: It is about burns.
swap: mix
---
Knead it.
=== 1-dough/quiz.md
---
draw: 1
shuffle: false
feedback: end
star: [salt]
---
? Is salt in it? {#salt}
(x) Yes
> Right.
( ) No
> Not quite. It is.

? How many hands? {#hands}
= 2
=== 1-dough/practical.md
---
tier: T1
minutes: 20
materials: flour
---
Knead a loaf.

## Criteria

- ★ Washes hands first.
- Kneads for 5 minutes.
=== 2-oven/module.md
---
title: Oven
minutes: 10
signoff: mentor
credit: true
requires: [dough]
---
You can bake.
=== 2-oven/1-heat.md
---
title: Heat
minutes: 10
---
Heat it.
=== es/course.md
---
title: Pan
summary: Hornee.
language: es
---
Hornee bien.
=== es/1-dough/module.md
---
title: Masa
---
Puede amasar.
=== es/1-dough/1-mix.md
---
title: Mezclar
---
Mezcle. {{ fact:wage }}
=== es/1-dough/quiz.md
---
---
? ¿Lleva sal? {#salt}
(x) Sí
> Correcto.
( ) No
> Todavía no.
=== es/1-dough/practical.md
---
materials: harina
---
Amase un pan.

## Criterios

- ★ Se lava las manos.
- Amasa.
"""


def bread() -> Tree:
    """A course of two modules with a picture and a dated fact, in English and partly in Spanish."""
    parts = (part.split("\n", 1) for part in _FILES.split("\n=== ")[1:])
    return {path: text.encode() for path, text in parts} | {"media/dough.png": png()}


def with_text(tree: Tree, path: str, old: str, new: str) -> Tree:
    """The same files, but for one place in one of them."""
    text = tree[path].decode()
    assert old in text, f"{old!r} is not in {path}"
    return {**tree, path: text.replace(old, new).encode()}


def compiled(tree: Tree, course_id: str = "bread") -> tuple[Course, CompiledCourse]:
    """The course read and compiled, once a run for each state of its files."""
    return _compiled(tuple(sorted(tree.items())), course_id)


@cache
def _compiled(items: tuple[tuple[str, bytes], ...], course_id: str) -> tuple[Course, CompiledCourse]:
    course, problems = read(dict(items), {WAGE.id: WAGE}, folder=course_id)
    assert course is not None, [str(problem) for problem in problems]
    with Renderer() as renderer:
        return course, compile_course(course, renderer)


def publish_tree(tree: Tree, course_id: str = "bread", actor=None, now: dt.datetime = NOW, **given) -> int:
    """Publish and commit; returns the number of the version that is offered then."""
    course, made = compiled(tree, course_id)
    number = publish(course, made, {WAGE.id: WAGE}, actor, now, **given).number
    db.session.commit()
    return number


def offered(module_id: str) -> int:
    """The id of the module's version in the version of its course that is offered."""
    return db.session.scalars(
        sa.select(ModuleVersion.id)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .join(CourseRow, CourseRow.version_id == CourseVersionModule.course_version_id)
        .where(ModuleVersion.module_id == module_id)
    ).one()


def make_attempt(facility_id: int, person_id: int, module_id: str, *events: Event, by: int | None = None) -> int:
    """An attempt on the offered version that has come as far as the events after its start take it."""
    attempt = Attempt(
        facility_id=facility_id,
        person_id=person_id,
        module_id=module_id,
        module_version_id=offered(module_id),
        number=1,
        state=State.IN_PROGRESS,
        started_at=NOW,
        touched_at=NOW,
    )
    db.session.add(attempt)
    db.session.flush()
    for event in (Event.STARTED, *events):
        append(attempt, event, by or person_id, NOW)
        db.session.flush()
    db.session.commit()
    return attempt.id
