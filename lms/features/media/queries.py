"""What lies in the media folder of a draft, and where it is used."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.content.media import kind_of, size_of
from lms.content.sounds import sound_of
from lms.content.uses import Use, uses_of_media
from lms.features.drafts.queries import draft_tree
from lms.models.base import db


@dataclass(frozen=True, slots=True)
class Held:
    """One picture or recording: its path, its kind, its bytes counted, its pixels where it is a picture, and its uses."""

    path: str
    kind: str
    bytes: int
    pixels: tuple[int, int] | None
    uses: tuple[Use, ...]

    @property
    def unsaid(self) -> tuple[Use, ...]:
        """The places that show it without saying what it shows."""
        return tuple(use for use in self.uses if use.alt == "")


def media_of(draft_id: int) -> list[Held]:
    """Every file in the media folder of a draft. The transaction is given back: reading the files takes a while."""
    tree = draft_tree(draft_id)
    db.session.rollback()  # Nothing is written here, and texts may be long.
    return held_in(tree)


def held_in(tree: Mapping[str, bytes]) -> list[Held]:
    """The same of a tree of files."""
    return [
        Held(path, kind_of(data) or sound_of(data) or "", len(data), size_of(data), tuple(uses))
        for path, uses in uses_of_media(tree).items()
        for data in [tree[path]]
    ]
