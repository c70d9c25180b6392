"""The server's voice: one sentence at a time by a program, kept on the disk, within limits, and calm where it fails."""

import os
import shutil
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from lms.features.voice import speaking
from lms.web import prepared
from tests import make_voice
from tests.make_courses import bread, publish_tree
from tests.make_people import make_attempt
from tests.make_voice import SHORT, make_program, said

ARGUMENTS = "-v en-us -s 150 -b 1 --stdin --stdout"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where spoken sentences are kept."""
    return tmp_path / "voice"


@pytest.fixture
def talking(app, tmp_path, monkeypatch):
    """talking(body) lets the app have a program, and an instance folder of its own; no page is prepared yet."""

    def have(body: str = make_voice.GOOD) -> None:
        monkeypatch.setitem(app.config, "VOICE_PROGRAM", make_program(tmp_path, body))
        monkeypatch.setitem(app.config, "INSTANCE", str(tmp_path))

    monkeypatch.setattr(prepared, "_MADE", {})
    return have


def address(text: str, lang: str = "en") -> str:
    return f"/voice?{urlencode({'lang': lang, 'text': text})}"


def test_a_sentence_is_spoken_once_and_kept(talking, browse, people, tmp_path):
    talking()
    ann, mo = browse(people.ann), browse(people.mo)
    first = ann.get(address("Dig first; $(touch x) `y`\n -f  --version"))
    assert first.response.data == SHORT, "with its true lengths"
    assert first.response.headers["Content-Type"] == "audio/wav"
    assert first.response.headers["Cache-Control"] == "no-store"
    assert len(ann.queries) <= 2
    assert mo.get(address("Dig first; $(touch x) `y` -f --version")).response.data == SHORT
    assert said(tmp_path) == [f"{ARGUMENTS}|Dig first; $(touch x) `y` -f --version"], "never an argument"
    assert [one.suffix for one in (tmp_path / "voice").iterdir()] == [".wav"]
    assert ann.get(address("Dig first; $(touch x) `y` -f --version", "es")).status == 200
    assert said(tmp_path)[1].startswith("-v es -s 150"), "another language is another sound"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Bonjour."),
        ("", "Dig."),
        ("../en", "Dig."),
        ("en", ""),
        ("en", " \n\u200b"),
        ("en", "Dig.\x00"),
        ("en", "x" * 601),
    ],
)
def test_what_cannot_be_spoken_is_refused(talking, browse, people, tmp_path, lang, text):
    talking()
    assert browse(people.ann).get(address(text, lang)).status == 422
    assert said(tmp_path) == []
    assert not (tmp_path / "voice").exists()


def test_the_longest_sentence_and_signs_that_nobody_hears(talking, browse, people, tmp_path):
    talking()
    assert browse(people.ann).get(address("ñ" * 600)).status == 200
    assert browse(people.ann).get(address("gar\u00adden\u00a0work")).status == 200
    assert [one.split("|")[1] for one in said(tmp_path)] == ["ñ" * 600, "garden work"]


def test_nobody_signed_in_hears_nothing(talking, browse, tmp_path):
    talking()
    assert browse().get(address("Dig.")).location.startswith("/sign-in")
    assert said(tmp_path) == []


@pytest.mark.parametrize("body", [make_voice.FAILING, make_voice.JUNK, "exit 0"])
def test_a_program_that_gives_no_sound_is_calm_and_nothing_is_kept(talking, browse, people, tmp_path, body):
    talking(body)
    assert browse(people.ann).get(address("Dig.")).status == 404
    assert not (tmp_path / "voice").exists()


def test_while_others_are_spoken_for_she_may_try_again(talking, browse, people, monkeypatch):
    talking()
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    monkeypatch.setattr(speaking, "_turns", none_left)
    monkeypatch.setattr(speaking, "WAITING", 0.05)
    page = browse(people.ann).get(address("Dig."))
    assert (page.status, page.response.headers["Retry-After"]) == (503, "2")


def lesson_of(browse, people) -> str:
    publish_tree(bread())
    attempt = make_attempt(people.ann, "bread/dough")
    return browse(people.ann).get(f"/attempts/{attempt}/lessons/mix").html


def test_a_page_says_what_the_server_can_speak(talking, browse, people):
    talking()
    assert 'data-voice="/voice" data-voices="en es"' in lesson_of(browse, people)


@pytest.mark.parametrize("name", ["", "no-such-program-anywhere"])
def test_without_a_program_there_is_no_sound_and_no_offer(app, talking, browse, people, monkeypatch, name):
    monkeypatch.setitem(app.config, "VOICE_PROGRAM", name)
    assert browse(people.ann).get(address("Dig.")).status == 404
    html = lesson_of(browse, people)
    assert "data-listen" in html
    assert "data-voice" not in html


def test_the_tests_hear_no_voice_of_this_machine(app):
    assert app.config["VOICE_PROGRAM"] == ""


def test_the_program_is_looked_for_once(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    path = make_program(tmp_path)
    assert speaking.program.__wrapped__("espeak-ng") == path
    assert speaking.program(path) == path
    Path(path).unlink()
    assert speaking.program(path) == path


def test_a_program_that_went_away_is_silent(tmp_path, folder):
    with pytest.raises(speaking.Silent):
        speaking.spoken(str(tmp_path / "gone"), folder, "en", "Dig.")


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE", 0.5)
    began = time.monotonic()
    with pytest.raises(speaking.Silent):
        speaking.spoken(make_program(tmp_path, make_voice.HANGING), folder, "en", "Dig.")
    assert time.monotonic() - began < 20, "the sleeper of a minute was not waited for"
    child = Path("/proc") / (tmp_path / "child").read_text().strip() / "stat"
    time.sleep(0.1)
    assert not child.exists() or child.read_text().split()[2] == "Z"
    assert not folder.exists()


def test_a_program_that_does_not_listen_may_still_speak(tmp_path, folder):
    assert speaking.spoken(make_program(tmp_path, make_voice.DEAF), folder, "en", "Dig.") == SHORT


def test_a_program_without_end_is_cut_off(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(speaking, "LARGEST", 100_000)
    began = time.monotonic()
    with pytest.raises(speaking.Silent):
        speaking.spoken(make_program(tmp_path, make_voice.ENDLESS), folder, "en", "Dig.")
    assert time.monotonic() - began < speaking.PATIENCE


def test_two_are_spoken_for_at_once_and_the_third_is_told(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(speaking, "WAITING", 0.1)
    path = make_program(tmp_path, make_voice.SLOW)
    together = threading.Barrier(3)

    def ask(number: int) -> str:
        together.wait()
        try:
            return str(len(speaking.spoken(path, folder, "en", f"Bed {number}.")))
        except speaking.Busy:
            return "busy"

    with ThreadPoolExecutor(3) as three:
        assert sorted(three.map(ask, range(3))) == ["844", "844", "busy"]


def test_a_part_on_the_disk_is_never_sent(tmp_path, folder):
    path = make_program(tmp_path)
    speaking.spoken(path, folder, "en", "Dig.")
    (kept,) = folder.iterdir()
    for part in (SHORT[:400], b"", b"words", SHORT + b"more"):
        kept.write_bytes(part)
        assert speaking.spoken(path, folder, "en", "Dig.") == SHORT
        assert kept.read_bytes() == SHORT
    assert len(said(tmp_path)) == 5


def test_the_oldest_go_where_there_is_no_more_room(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(speaking, "ROOM", 3 * len(SHORT))
    path = make_program(tmp_path)
    for number in range(6):
        speaking.spoken(path, folder, "en", f"Bed {number}.")
        time.sleep(0.02)
    assert len(list(folder.iterdir())) == 3
    speaking.spoken(path, folder, "en", "Bed 5.")
    assert len(said(tmp_path)) == 6, "the newest is there"
    speaking.spoken(path, folder, "en", "Bed 0.")
    assert len(said(tmp_path)) == 7, "the oldest is not"


def test_where_nothing_can_be_kept_it_is_spoken_all_the_same(tmp_path, folder):
    folder.write_text("a file stands where the folder should be")
    assert speaking.spoken(make_program(tmp_path), folder, "en", "Dig.") == SHORT


@pytest.mark.parametrize(("lang", "words"), [("en", "Dig first."), ("es", "Primero cave la tierra, señora.")])
def test_the_real_program_speaks(folder, lang, words):
    path = shutil.which("espeak-ng")
    if path is None:
        pytest.skip("espeak-ng is not installed here, so only its stand-ins were heard")
    sound = speaking.spoken(path, folder, lang, words)
    rate, per_second = struct.unpack("<II", sound[24:32])
    assert rate >= 16_000
    assert 0.4 < (len(sound) - 44) / per_second < 6, "seconds"
    assert len(set(sound[44:])) > 100, "it is no silence"
