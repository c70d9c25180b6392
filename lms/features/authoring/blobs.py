"""Bytes kept once each, by their hash: the files of drafts and of versions share them."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from lms.content.hashing import sha256
from lms.content.media import kind_of
from lms.content.sounds import TYPES, sound_of
from lms.features.authoring.queries import PICTURES
from lms.models.base import db, insert_once
from lms.models.library import Blob


def keep(files: Mapping[str, bytes]) -> dict[str, str]:
    """Store the bytes that are not there yet, and give the hash of each file by path."""
    hashes = {path: sha256(data) for path, data in files.items()}
    known = known_hashes(hashes.values())
    for path, hash_ in hashes.items():
        if hash_ not in known:
            data = files[path]
            insert_once(Blob, {"sha256": hash_, "mime": _mime(path, data), "size": len(data), "content": data})
            known.add(hash_)
    return hashes


def known_hashes(hashes: Iterable[str]) -> set[str]:
    """Which of these are stored."""
    return set(db.session.scalars(sa.select(Blob.sha256).where(Blob.sha256.in_(set(hashes)))))


def _mime(path: str, data: bytes) -> str:
    """Say what the bytes are; only pictures and recordings are ever sent to a browser under their own type."""
    known = PICTURES.get(kind_of(data) or "") or (
        TYPES.get(sound_of(data) or "") if path.startswith("media/") else None
    )
    return known or ("text/markdown; charset=utf-8" if path.endswith(".md") else "application/octet-stream")
