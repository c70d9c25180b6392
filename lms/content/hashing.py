"""Names of bytes: the hash of a file, of a module over the files it is made of, and of a whole course."""

import hashlib
from collections.abc import Iterable, Mapping

from lms.content.model import Course


def sha256(data: bytes) -> str:
    """Give the SHA-256 of some bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def hash_of(paths: Iterable[str], tree: Mapping[str, bytes]) -> str:
    """Give one hash over files: equal only where paths and bytes are equal, whatever the order they come in."""
    return hash_of_hashes({path: sha256(tree[path]) for path in paths})


def hash_of_hashes(hashes: Mapping[str, str]) -> str:
    """Give the same hash from the hash of each file by its path, where the bytes are not at hand."""
    lines = [f"{path}\0{hashes[path]}\n" for path in sorted(hashes)]
    return sha256("".join(lines).encode())


def course_hash(course: Course) -> str:
    """Give the hash of all files of a course."""
    files = course.files or {}
    return hash_of(files, files)
