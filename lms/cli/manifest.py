"""What a backup says of itself, and how a file is written so that it is there whole or not at all."""

import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PRODUCT = "footing"

LEFT_OUT = ("parked_form", "sign_in", "sign_in_delay")
"""Tables whose rows no backup holds: sessions, waits at sign-in, and words typed after a session had ended."""


BY_KEY = ("exit_ticket", "exit_ticket_given")
"""Tables whose rows a backup holds by their keys: the order in which they came would tell whose a ticket is."""


class Refused(Exception):
    """A backup that cannot be made, or must not be used; the words say why."""


class Damaged(Refused):
    """The file is not what was written."""


class Foreign(Refused):
    """The file is no backup of this product."""


class Newer(Refused):
    """The file, or the database, was made by a later version of the program."""


class NotEmpty(Refused):
    """There is data where a backup would be put back."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Counts and high-water marks of a backup, and the fingerprint of its file. ``kind`` is the database it is of."""

    product: str
    kind: str
    made_at: str
    program: str
    schema: str
    tables: dict[str, int]
    highest: dict[str, int]
    chain: tuple[int, str]
    sha256: str
    bytes: int

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tables.values())


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a database or a copy of one; counts are by table."""

    schema: str
    tables: dict[str, int]
    highest: dict[str, int]
    chain: tuple[int, str]


def manifest_path(path: Path) -> Path:
    """Where the manifest of a backup stands: beside it."""
    return path.with_name(path.name + ".json")


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a file beside its place, make sure it is on the disk, and only then give it its name.

    A file that was left behind by a killed run is removed first; nobody but its owner can read it.
    """
    for left in target.parent.glob(f".{target.name}.*.part"):
        left.unlink()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        fill(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def describe(path: Path, kind: str, contents: Contents, program: str, now: dt.datetime) -> Manifest:
    """Write the manifest beside a finished backup; only with it is the backup whole."""
    found = Manifest(
        PRODUCT,
        kind,
        now.isoformat(),
        program,
        contents.schema,
        contents.tables,
        contents.highest,
        contents.chain,
        fingerprint(path),
        path.stat().st_size,
    )
    text = json.dumps(asdict(found), indent=1, sort_keys=True) + "\n"
    write_whole(manifest_path(path), lambda part: _write(part, text))
    return found


def _write(part: Path, text: str) -> None:
    part.write_text(text, encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of a backup and hold the file against it. Raises `Foreign` or `Damaged`."""
    if not path.is_file():
        raise Foreign(f"There is no backup at {path}.")
    try:
        said: dict[str, Any] = json.loads(manifest_path(path).read_text(encoding="utf-8"))
        found = Manifest(**said | {"chain": tuple(said["chain"])})
    except FileNotFoundError:
        raise Foreign(f"{manifest_path(path).name} is missing. Without it nobody can tell what this file is.") from None
    except (ValueError, TypeError, KeyError):
        raise Foreign(f"{manifest_path(path).name} is not the description of a backup.") from None
    if found.product != PRODUCT:
        raise Foreign("This is no backup of Footing.")
    if path.stat().st_size != found.bytes or fingerprint(path) != found.sha256:
        raise Damaged("This file is not as it was written: its fingerprint is another. Use another backup.")
    return found
