"""Pictures from elsewhere, decoded and written anew: nothing but the pixels of the file comes in, be it a place or a script."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lms.content.media import LARGEST_MEDIA, MOST_PIXELS, kind_of, size_of

if TYPE_CHECKING:
    from PIL.Image import Image

_BECOMES = {"PNG": "PNG", "JPEG": "JPEG", "WEBP": "WEBP", "GIF": "PNG"}
"""The kinds that can be read, and the kind each is written as."""

_WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "PNG": ("png", {"optimize": True}),
    "JPEG": ("jpg", {"quality": 85, "optimize": True}),
    "WEBP": ("webp", {"quality": 85}),
}
"""How a kind is written: the end of its name, and the options of its encoder."""

REASONS = {
    "large": f"it has more than {LARGEST_MEDIA:,} bytes",
    "pixels": "it has more than 25 million pixels",
    "moves": "it moves",
    "broken": "it is not a whole PNG, JPEG, WebP or GIF picture",
}


class Unpaintable(ValueError):
    """Bytes that are no picture we take; ``why`` is one of `REASONS`, and the message says it in plain words."""

    def __init__(self, why: str) -> None:
        super().__init__(REASONS[why])
        self.why = why


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture written anew: the end of its name (png, jpg or webp), its bytes, its width and height in pixels."""

    ending: str
    data: bytes
    size: tuple[int, int]


def repainted(data: bytes, first_frame: bool = False) -> Painted:
    """Write a picture anew; of a moving one the ``first_frame``, or nothing. Raises `Unpaintable`.

    Decoding takes up to a few seconds.
    """
    from PIL import Image, ImageOps  # Only authors need it; a serving process does without until then.

    if len(data) > LARGEST_MEDIA:
        raise Unpaintable("large")
    stated = size_of(data)
    if kind_of(data) and stated is None:
        raise Unpaintable("broken")
    if stated and stated[0] * stated[1] > MOST_PIXELS:
        raise Unpaintable("pixels")
    try:
        with Image.open(io.BytesIO(data), formats=list(_BECOMES)) as picture:
            kind = _BECOMES[picture.format or ""]
            if picture.width * picture.height > MOST_PIXELS:
                raise Unpaintable("pixels")
            if getattr(picture, "n_frames", 1) > 1 and not first_frame:
                raise Unpaintable("moves")
            drawn = ImageOps.exif_transpose(picture).convert(_mode(kind, picture))
    except Unpaintable:
        raise
    except Exception as error:  # A decoder may stumble in any way over bytes that somebody made up.
        raise Unpaintable("broken") from error
    drawn.info.clear()
    ending, options = _WAYS[kind]
    made = io.BytesIO()
    drawn.save(made, kind, **options)
    return Painted(ending, made.getvalue(), (drawn.width, drawn.height))


def _mode(kind: str, picture: "Image") -> str:
    """Choose how pixels are kept: grey, colour, or colour that lets through what lies behind."""
    grey = picture.mode in ("1", "L", "I", "I;16", "F")
    clear = picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info
    if kind == "JPEG" or not clear:
        return "L" if grey and kind != "WEBP" else "RGB"
    return "RGBA"
