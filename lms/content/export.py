"""A course back to files: the very bytes that were read, as a folder or as a zip that is the same each time."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lms.content.facts import write_facts
from lms.content.library import FACTS
from lms.content.model import Course, Fact

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ORDINARY_FILE = 0o100644 << 16


def export_tree(course: Course, facts: Mapping[str, Fact] | None = None) -> dict[str, bytes]:
    """Give the files of a course in a folder of its id, with the rows of facts.yaml that it uses beside."""
    tree = {f"{course.id}/{path}": data for path, data in (course.files or {}).items()}
    used = [facts[name] for name in course.facts if name in facts] if facts else []
    if used:
        tree[FACTS] = write_facts(used)
    return tree


def export_zip(course: Course, facts: Mapping[str, Fact] | None = None) -> bytes:
    """Pack a course; nothing is compressed, so the same course gives the same bytes wherever it is packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in sorted(export_tree(course, facts).items()):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = 3
            entry.external_attr = _ORDINARY_FILE
            archive.writestr(entry, data)
    return packed.getvalue()


def export_folder(course: Course, target: Path) -> None:
    """Write the files of a course into a folder that is new or empty."""
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty.")
    for path, data in (course.files or {}).items():
        file = target / path
        if not file.resolve().is_relative_to(target.resolve()):
            raise ValueError(f"{path} leads out of the course.")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
