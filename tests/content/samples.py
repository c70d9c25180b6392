"""One small clean course that uses everything the format has; tests plant one fault at a time in it."""

import datetime as dt
import struct
import zlib

from lms.content.model import Fact

FACTS = {
    "minimum-wage": Fact(
        "minimum-wage",
        "The lowest rate is $7.25 an hour.",
        "the United States",
        "29 USC 206",
        dt.date(2026, 5, 5),
        dt.date(2027, 1, 31),
        "instructor",
    )
}

COURSE = """\
---
title: Pay Basics
summary: Read a pay stub.
track: money
language: en
level: beginner
hours: 1.5
audience: learner
requires: [start-here]
enrol: open
authors: [Footing starter library]
licence: CC BY 4.0
content_note: Talks about money worries.
---
This course is about **pay**.
"""

MODULE = """\
---
title: The pay stub
minutes: 40
signoff: practical
credit: true
pass_mark: 75
recall: 1
requires: []
---
By the end you can read a stub.
"""

LESSON = """\
---
title: From gross to net
minutes: 20
content_note: A short talk about debt.
swap: forms
words:
  gross pay: Pay before tax.
---
By the end you can find **gross pay**.

![A stub with three lines](media/stub.png)

{{ fact:minimum-wage }}

```check
? Which comes first? {#which-first}
( ) Net pay
> Not quite. Tax comes out first.
(x) Gross pay
> Yes. It is the start.
```

Ask when unsure.[^ask]

[^ask]: Your mentor can help.
"""

FORMS = """\
---
title: Forms
---
There are two forms.
"""

QUIZ = """\
---
draw: 2
shuffle: false
feedback: end
star: [net-pay]
---
? What is net pay? {#net-pay}
Look at the stub.

![The same stub again](media/stub.png)
( ) All of it
> Not quite. Tax is held back.
(x) What she takes home
> Yes. That is what is left.
! Think of her hand.

? She works 32 hours at $15. What is her gross pay? {#gross}
= 480 +- 0.01
> 32 × 15 = 480.

? Match each form to its use. {#forms}
W-4 :: tells the employer
W-2 :: shows the year
:: asks for a loan
"""

PRACTICAL = """\
---
tier: T1
minutes: 15
materials: A paper stub.
---
Read the stub aloud.

## Criteria

- Names the gross pay.
- ★ Keeps her private numbers
  to herself.
"""

SECOND = """\
---
title: Next steps
signoff: none
requires: [the-pay-stub]
---
"""

FAREWELL = """\
---
title: What now
---
You can ask for the next course.
"""

ES_COURSE = """\
---
title: El pago
summary: Leer un talón de pago.
language: es
---
Este curso trata del pago.
"""

ES_LESSON = """\
---
id: gross-to-net
title: De bruto a neto
---
Al final puede hallar el pago bruto.

![Un talón con tres líneas](media/talon.png)
"""

ES_QUIZ = """\
? ¿Qué es el pago neto? {#net-pay}
( ) Todo
> Todavía no. Se retiene el impuesto.
(x) Lo que recibe
> Sí. Es lo que queda.

? Una cada forma con su uso. {#forms}
W-4 :: informa al empleador
W-2 :: muestra el año
:: pide un préstamo
"""

ES_PRACTICAL = """\
Lea el talón en voz alta.

## Criterios

- Nombra el pago bruto.
- ★ Guarda sus números.
"""


def png(width: int = 4, height: int = 3) -> bytes:
    """Make a whole grey PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * min(height, 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG, OTHER_PNG = png(4, 3), png(5, 5)


def clean() -> dict[str, bytes]:
    """Give the files of the clean course."""
    texts = {
        "course.md": COURSE,
        "1-the-pay-stub/module.md": MODULE,
        "1-the-pay-stub/1-gross-to-net.md": LESSON,
        "1-the-pay-stub/2-forms.md": FORMS,
        "1-the-pay-stub/quiz.md": QUIZ,
        "1-the-pay-stub/practical.md": PRACTICAL,
        "2-next-steps/module.md": SECOND,
        "2-next-steps/1-what-now.md": FAREWELL,
        "es/course.md": ES_COURSE,
        "es/1-the-pay-stub/1-de-bruto-a-neto.md": ES_LESSON,
        "es/1-the-pay-stub/quiz.md": ES_QUIZ,
        "es/1-the-pay-stub/practical.md": ES_PRACTICAL,
    }
    return {path: text.encode() for path, text in texts.items()} | {"media/stub.png": PNG, "media/talon.png": OTHER_PNG}
