"""Gzip put together from parts is one plain gzip file that every browser can read."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.web import packing
from lms.web.packing import gzipped, squeezed, stored


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=400)), max_size=12))
def test_parts_come_out_as_they_went_in(given_parts):
    parts = [squeezed(text) if often else stored(text) for often, text in given_parts]
    whole = b"".join(text for _often, text in given_parts)
    reader = zlib.decompressobj(wbits=31)
    assert reader.decompress(gzipped(parts)) == whole
    assert (reader.eof, reader.unused_data) == (True, b""), "one file, and nothing after it"


@pytest.mark.parametrize("size", [0, 1, packing.LONGEST, packing.LONGEST + 1, 200_000])
def test_a_part_of_any_length(size):
    assert gzip.decompress(gzipped([stored(b"a" * size), squeezed(b"b" * size)])) == b"a" * size + b"b" * size


def test_a_part_that_looked_back_would_be_seen():
    text = b"the same words again and again " * 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    second = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    planted = [packing.Part(text, first), stored(b"Ann"), packing.Part(text, second)]
    with pytest.raises((zlib.error, gzip.BadGzipFile)):
        gzip.decompress(gzipped(planted))
