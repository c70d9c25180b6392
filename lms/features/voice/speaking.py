"""Runs the program that speaks, within limits of time, size and number, and keeps on the disk what it has spoken."""

import hashlib
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import unicodedata
from contextlib import suppress
from functools import cache
from pathlib import Path

VOICES = {"en": "en-us", "es": "es"}
"""The voice of the program for each language of ours."""

LONGEST = 600
"""Characters of one sentence."""

PATIENCE = 5.0
"""Seconds after which a program that still speaks is ended."""

WAITING = 2.0
"""Seconds that a sentence waits while others are spoken."""

LARGEST = 16_000_000
"""Bytes of one spoken sentence; six minutes."""

ROOM = 200_000_000
"""Bytes of all that is kept; about an hour and a quarter of speech."""

_turns = threading.BoundedSemaphore(2)
_HEAD = 44
"""Bytes before the sound in a WAV file of the simplest form."""


class Busy(Exception):
    """Others are being spoken for, and it was not her turn in time."""


class Silent(Exception):
    """The program gave no sound that can be played."""


@cache
def program(name: str) -> str | None:
    """Where the program is; asked once in each process, so that all its pages say the same."""
    return shutil.which(name) if name else None


def sayable(text: str) -> str:
    """The text as one line without what nobody hears, or nothing where it cannot be spoken."""
    heard = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    words = " ".join(heard.split())
    return words if words.isprintable() and len(words) <= LONGEST else ""


def spoken(path: str, folder: Path, lang: str, words: str) -> bytes:
    """A WAV file of these words: the one that is kept, or a new one. Raises `Busy` and `Silent`."""
    kept = folder / f"{hashlib.sha256(f'{lang} {words}'.encode()).hexdigest()}.wav"
    with suppress(OSError):
        sound = kept.read_bytes()
        if sound and _mended(sound) == sound:  # A power cut may have left a part, or nothing.
            return sound
    if not _turns.acquire(timeout=WAITING):
        raise Busy
    try:
        sound = _mended(_said(path, lang, words))
    finally:
        _turns.release()
    if not sound:
        raise Silent
    with suppress(OSError):  # A full disk is no reason for silence.
        _keep(kept, sound)
    return sound


def _said(path: str, lang: str, words: str) -> bytes:
    """What the program says, or nothing. The words are only ever its input, never a part of the command."""
    command = [path, "-v", VOICES[lang], "-s", "150", "-b", "1", "--stdin", "--stdout"]
    try:
        process = subprocess.Popen(  # noqa: S603 - a program of the settings, fixed arguments, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # So that whatever it starts ends with it.
        )
    except OSError:
        return b""
    with process:
        watch = threading.Timer(PATIENCE, _end, [process])
        watch.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(BrokenPipeError), process.stdin as given:  # Fewer bytes than a pipe holds.
                given.write(words.encode())
            sound = process.stdout.read(LARGEST + 1)
            if len(sound) > LARGEST:
                _end(process)
            process.wait()
        finally:
            watch.cancel()
    return sound if process.returncode == 0 and len(sound) <= LARGEST else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _mended(sound: bytes) -> bytes:
    """The WAV file with its true lengths, which a program that writes to a pipe cannot know; nothing if it is none."""
    plain = sound[:4] == b"RIFF" and sound[8:16] == b"WAVEfmt " and sound[36:40] == b"data"
    if not plain or len(sound) <= _HEAD:
        return b""
    lengths = struct.pack("<I", len(sound) - 8), struct.pack("<I", len(sound) - _HEAD)
    return b"RIFF" + lengths[0] + sound[8:40] + lengths[1] + sound[_HEAD:]


def _keep(kept: Path, sound: bytes) -> None:
    """Put it on the disk whole or not at all, and let the oldest go where there are too many."""
    kept.parent.mkdir(exist_ok=True)
    number, name = tempfile.mkstemp(suffix=".part", dir=kept.parent)
    try:
        with open(number, "wb") as part:
            part.write(sound)
        os.replace(name, kept)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    held = sorted((one.stat().st_mtime, one.stat().st_size, one) for one in kept.parent.iterdir())
    over = sum(size for _, size, _ in held) - ROOM
    for _, size, one in held:
        if over <= 0:
            break
        one.unlink(missing_ok=True)
        over -= size
