"""Pictures from elsewhere, decoded and written anew: nothing but the pixels of the file comes in."""

import io
from typing import TYPE_CHECKING

from lms.content.media import LARGEST_MEDIA, MOST_PIXELS

_WAYS = {"PNG": ("png", "PNG"), "JPEG": ("jpg", "JPEG"), "WEBP": ("webp", "WEBP"), "GIF": ("png", "PNG")}
"""How a kind that can be read is written: the end of its name, and the kind it becomes."""


if TYPE_CHECKING:
    from PIL.Image import Image


class Unpaintable(ValueError):
    """Bytes that are no picture we take; the message says why in plain words."""


def repainted(data: bytes) -> tuple[str, bytes]:
    """Give the end of the name (png, jpg or webp) and the bytes of a picture written anew. Raises `Unpaintable`.

    What came with the pixels (place, camera, hidden files) is gone; of a moving picture the first frame stays.
    """
    from PIL import Image, ImageOps

    if len(data) > LARGEST_MEDIA:
        raise Unpaintable(f"it has {len(data):,} bytes; the limit is {LARGEST_MEDIA:,}")
    try:
        with Image.open(io.BytesIO(data), formats=list(_WAYS)) as picture:
            end, kind = _WAYS[picture.format or ""]
            if picture.width * picture.height > MOST_PIXELS:
                raise Unpaintable(f"it has {picture.width} × {picture.height} pixels; the limit is 25 million")
            upright = ImageOps.exif_transpose(picture)
            return end, _written(upright, kind)
    except Unpaintable:
        raise
    except Exception as error:  # A decoder may stumble in any way over bytes that somebody made up.
        raise Unpaintable("it is not a whole PNG, JPEG, WebP or GIF picture") from error


def _written(picture: "Image", kind: str) -> bytes:
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    modes = {"JPEG": "RGB", "PNG": "RGBA" if clear else "RGB", "WEBP": "RGBA" if clear else "RGB"}
    plain = picture.convert(modes[kind])
    plain.info.clear()
    made = io.BytesIO()
    plain.save(made, kind, **({"quality": 85} if kind != "PNG" else {"optimize": True}))
    return made.getvalue()
