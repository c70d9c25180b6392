"""Recordings of a course: what counts as one by its bytes. They are kept as they are; only the tags of an MP3 go."""

import re

TYPES = {"MP3": "audio/mpeg", "OGG": "audio/ogg", "WAV": "audio/wav"}
"""The kinds of recording, by their bytes, and the type under which they are sent."""

ENDINGS = {"mp3": "MP3", "ogg": "OGG", "wav": "WAV"}

_VOICES = re.compile(rb"OpusHead|\x01vorbis")
_PADDING = re.compile(rb"\0*")
_BAD_RATES = (0, 15)


def sound_of(data: bytes) -> str | None:
    """Tell the kind of a recording by its first bytes: an MP3 frame, Ogg with Vorbis or Opus, WAV with plain samples."""
    if data[:4] == b"OggS":
        return "OGG" if data[4:5] == b"\0" and _VOICES.search(data, 0, 200) else None
    if data[:4] == b"RIFF":
        return "WAV" if data[8:16] == b"WAVEfmt " and data[20:22] in (b"\x01\0", b"\x03\0") else None
    return "MP3" if _is_frame(without_tags(data)) else None


def _is_frame(data: bytes) -> bool:
    """Say whether bytes start with the head of an MPEG audio frame of layer III."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate, samples = data[1] >> 3 & 3, data[1] >> 1 & 3, data[2] >> 4, data[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in _BAD_RATES and samples != 3


def without_tags(data: bytes) -> bytes:
    """Take the tags off an MP3, which may name people and places: ID3v2 before the sound and ID3v1 after it."""
    start = 0
    while data[start : start + 3] == b"ID3" and len(data) > start + 10:
        sizes = zip(data[start + 6 : start + 10], (21, 14, 7, 0), strict=True)
        size = sum((byte & 0x7F) << shift for byte, shift in sizes)
        start += 10 + size + (10 if data[start + 5] & 0x10 else 0)
        padding = _PADDING.match(data, start)
        start = padding.end() if padding else start
    return data[start:-128] if data[start:][-128:-125] == b"TAG" else data[start:]
