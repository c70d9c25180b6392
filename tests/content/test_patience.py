"""Files that would keep a pattern busy for hours are done with in no time: every pattern reads a text once."""

import time

import pytest

from lms.content.formats import aiken, read_foreign
from lms.content.formats.xml_tree import salvaged
from lms.content.media import size_of
from lms.content.sounds import sound_of, without_tags
from lms.content.style.review import look
from lms.content.uploads import Refused, take

SOON = 2.0
"""Seconds that a slow and busy machine may take; the faults took minutes."""


def seconds(read) -> float:
    began = time.thread_time()
    read()
    return time.thread_time() - began


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b" " * 1_000_000, "unknown"),
        (b"<!-- a -->" * 50_000, "page"),
        (b"<?xml ?>" * 50_000, "page"),
        (b"<!--" * 200_000, "page"),
        (b"<!-- a --> \n" * 1000 + b"<SVG>", "svg"),
        (b'\n<?xml version="1.0"?>\n<!DOCTYPE svg>\n<!-- a -->\n<svg/>', "svg"),
    ],
)
def test_what_is_no_picture(data: bytes, why: str) -> None:
    def refused() -> None:
        with pytest.raises(Refused) as error:
            take("x.png", data)
        assert error.value.why == why

    assert seconds(refused) < SOON


@pytest.mark.parametrize("data", [b"<question " * 100_000, b"<question>" * 100_000, b"<question><a>" * 50_000])
def test_xml_whose_questions_never_end(data: bytes) -> None:
    assert seconds(lambda: read_foreign(b"<quiz>" + data, "moodle-xml")) < SOON


def test_whole_questions_among_broken_ones_are_still_found() -> None:
    data = b"<quiz><question a='1'><x/></question >\n<question></b></question>\n<question><y/></question></quiz"
    found = list(salvaged(data))
    assert [one if isinstance(one, tuple) else (one.line, one.name) for one in found] == [
        (1, "question"),
        (2, "mismatched tag"),
        (3, "question"),
    ]


def test_an_answer_with_many_letters() -> None:
    text = "Which?\nA. x\nB. y\nANSWER: A" + "  B" * 20_000 + "!\n"
    assert seconds(lambda: read_foreign(text.encode(), "aiken")) < SOON


@pytest.mark.parametrize("key", ["A", "B.", "c)", "A, B", "A,B", "A B", "A  B", "A and B", "A; C & D", "A , b"])
def test_the_letters_of_an_answer_are_read_as_ever(key: str) -> None:
    assert aiken._LETTERS.fullmatch(key)


@pytest.mark.parametrize("key", ["", "1", "AB", "A or B", "A,", "AandB", "A, , B", "Aand B"])
def test_what_is_no_list_of_letters_is_none(key: str) -> None:
    assert not aiken._LETTERS.fullmatch(key)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("part", ["1 1/2", "1.", "1,", "12-", "    ", "\t", "<!-- allow: x -->", "<!--", "a@", "-"])
def test_a_line_that_never_ends_under_the_rules_of_style(part: str, lang: str) -> None:
    text = f"---\ntitle: L\n---\n{part * (60_000 // len(part))}\n"
    assert seconds(lambda: look("1-a/1-b.md", text.encode(), lang, {})) < SOON


def test_a_recording_of_nothing_but_tags() -> None:
    tag = b"ID3\x03\0\0\0\0\0\0"
    assert seconds(lambda: sound_of(tag * 500_000)) < SOON
    assert without_tags(tag + b"\0\0" + tag + b"sound") == b"sound"


def test_a_photo_whose_frame_never_comes() -> None:
    for filling in (b"\xff" * 5_000_000, b"\xff\xe0\0\x02" * 1_250_000):
        assert seconds(lambda filling=filling: size_of(b"\xff\xd8" + filling)) < SOON / 4
