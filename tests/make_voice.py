"""Stand-ins for the program that speaks: small scripts that keep to its ways, or break them."""

import struct
from pathlib import Path


def silence(tenths: int) -> bytes:
    """So many tenths of a second as a WAV file."""
    size = 800 * tenths
    head = b"RIFF", 36 + size, b"WAVEfmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", size
    return struct.pack("<4sI8sIHHIIHH4sI", *head) + b"\x7f" * size


SHORT = silence(1)
LONG = silence(100)
OPEN = SHORT[:4] + b"\x24\xf0\xff\x7f" + SHORT[8:40] + b"\x00\xf0\xff\x7f" + SHORT[44:]
"""A short one as a program gives it that writes to a pipe: it did not know how long it would be."""

GOOD = 'echo "$*|$(cat)" >> "$here/said"; cat "$here/short.wav"'
SLOW = f"{GOOD}; sleep 1"
FAILING = f"{GOOD}; exit 3"
HANGING = 'sleep 60 & echo $! > "$here/child"; cat "$here/short.wav"; wait'
DEAF = 'exec <&-; cat "$here/short.wav"'
JUNK = "echo Illegal instruction"
ENDLESS = "cat /dev/zero"


def make_program(folder: Path, body: str = GOOD) -> str:
    """Write the script, and give where it is; what it is asked to say stands in the file `said` beside it."""
    (folder / "short.wav").write_bytes(OPEN)
    path = folder / "espeak-ng"
    path.write_text(f'#!/bin/sh\nhere=$(dirname "$0")\n{body}\n')
    path.chmod(0o755)
    return str(path)


def said(folder: Path) -> list[str]:
    """What the program was asked to say, with its arguments before it."""
    file = folder / "said"
    return file.read_text().splitlines() if file.exists() else []
