"""Gzip put together from parts that were packed long before, so that a hot page is packed at the price of joining it."""

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""The start of a gzip file without name and time (RFC 1952)."""

END = b"\x03\x00"
"""The last block of a deflate stream, with nothing in it (RFC 1951)."""

LONGEST = 0xFFFF
"""Most bytes of one block that is stored as it is."""


class Part(NamedTuple):
    """A piece of a page, and the same as blocks of a deflate stream that end on a whole byte and look back at nothing."""

    plain: bytes
    packed: bytes


def squeezed(plain: bytes) -> Part:
    """A part that is made once and sent many times: packed as small as it goes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def stored(plain: bytes) -> Part:
    """A part for one answer only, such as a name or a token: a few bytes, so it goes as it is."""
    if len(plain) > LONGEST:
        return squeezed(plain)
    return Part(plain, struct.pack("<BHH", 0, len(plain), len(plain) ^ LONGEST) + plain)


def gzipped(parts: Iterable[Part]) -> bytes:
    """One gzip file that holds the parts in their order."""
    check = size = 0
    found = [HEAD]
    for part in parts:
        check = zlib.crc32(part.plain, check)
        size += len(part.plain)
        found.append(part.packed)
    found += (END, struct.pack("<II", check, size & 0xFFFFFFFF))
    return b"".join(found)
