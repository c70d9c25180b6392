"""Moodle XML: each kind, HTML as Markdown, pictures as media, and nothing that XML could bring in from outside."""

import base64
import io
import time

import pytest
from PIL import Image

from lms.content.formats import read_foreign, settle
from lms.content.media import read_media, size_of
from tests.make_courses import png


def quiz(*questions: str) -> bytes:
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode()


def question(kind: str, text: str, rest: str = "", name: str = "Name") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>{rest}</question>"
    )


def answer(fraction: str, text: str, feedback: str = "f", more: str = "") -> str:
    said = f"<feedback><text>{feedback}</text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{said}{more}</answer>'


def taken(data: bytes):
    found = read_foreign(data)
    assert len(found.outcomes) == 1, found.outcomes
    return found.text.rstrip("\n"), found.outcomes[0]


TWO = answer("100", "<p>a</p>") + answer("0", "b")


@pytest.mark.parametrize(
    ("kind", "rest", "made", "said"),
    [
        ("multichoice", f"<single>true</single>{TWO}", "(x) a\n> f\n( ) b\n> f", ()),
        (
            "multichoice",
            "<single>false</single>" + answer("50", "a") + answer("50", "b") + answer("-50", "c"),
            "[x] a\n> f\n[x] b\n> f\n[ ] c\n> f",
            (),
        ),
        ("truefalse", answer("0", "true") + answer("100", "false"), "( ) True\n> f\n(x) False\n> f", ()),
        ("shortanswer", "<usecase>0</usecase>" + answer("100", "a * b", ""), "= a b", None),
        (
            "shortanswer",
            "<usecase>1</usecase>" + answer("100", "Ann", "") + answer("100", "Anne", ""),
            "exact= Ann\nexact= Anne",
            (),
        ),
        (
            "numerical",
            answer("100", "480", "", "<tolerance>0.01</tolerance>")
            + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>",
            "= 480 +- 0.01 [m]",
            (),
        ),
        (
            "numerical",
            answer("100", "2", "")
            + "<units><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit>"
            + "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>",
            "= 2 [m]",
            ("The number is asked for in m; other units were left out: cm.",),
        ),
        (
            "matching",
            "<subquestion><text>a</text><answer><text>1</text></answer></subquestion>"
            "<subquestion><text>b</text><answer><text>2</text></answer></subquestion>"
            "<subquestion><text></text><answer><text>3</text></answer></subquestion>",
            "a :: 1\nb :: 2\n:: 3",
            (),
        ),
        ("ordering", answer("1", "first") + answer("1", "second"), "1) first\n2) second", ()),
        (
            "essay",
            "<graderinfo><text>&lt;ul&gt;&lt;li&gt;names it&lt;/li&gt;&lt;/ul&gt;</text></graderinfo>",
            "... mentor\n- names it",
            (),
        ),
        (
            "multichoice",
            f"<defaultgrade>2</defaultgrade>{TWO}",
            "(x) a\n> f\n( ) b\n> f",
            ("It counted 2 points; here every question counts one.",),
        ),
        (
            "multichoice",
            f"<tags><tag><text>pay</text></tag></tags><correctfeedback><text>Splendid work</text></correctfeedback>{TWO}",
            "(x) a\n> f\n( ) b\n> f",
            ("Feedback on the whole was left out: “Splendid work”", "Its tags were left out: pay."),
        ),
        (
            "multichoice",
            f"<idnumber>P-01</idnumber><shuffleanswers>false</shuffleanswers>{TWO}",
            "(x) a\n> f\n( ) b\n> f",
            (
                "Its ID number was left out: “P-01”",
                "Its answers stood in a fixed order; here the whole quiz is shuffled or not (shuffle: false).",
            ),
        ),
        ("multichoice", f"<hint><text>Think.</text></hint>{TWO}", "(x) a\n> f\n( ) b\n> f\n! Think.", ()),
        (
            "multichoice",
            f"<generalfeedback><text>&lt;p&gt;See 1.&lt;/p&gt;</text></generalfeedback>{TWO}",
            "(x) a\n> f\n( ) b\n> f\n\n> See 1.",
            (),
        ),
    ],
)
def test_each_kind_comes_in(kind, rest, made, said):
    text, outcome = taken(quiz(question(kind, "<p>What?</p>", rest)))
    assert text == f"? What? {{#name}}\n{made}"
    if said is not None:
        assert outcome.words == said
        assert outcome.status == ("changed" if said else "kept")
    else:
        assert outcome.status == "changed"


@pytest.mark.parametrize(
    ("kind", "rest", "why"),
    [
        ("description", "", "It asks nothing. Put its words into a lesson."),
        ("cloze", "", "It has several gaps in one text. Make a question of each gap."),
        ("coderunner", "", "Questions of the kind “coderunner” have no counterpart here."),
        ("multichoice", answer("0", "a") + answer("0", "b"), "No answer of it is right."),
        ("multichoice", answer("lots", "a"), "“lots” is no share of the points (line 4)."),
        (
            "truefalse",
            answer("100", "true") + answer("100", "false"),
            "It does not say which of “true” and “false” is right.",
        ),
        ("numerical", answer("100", "many"), "“many” or its tolerance cannot be read as a number (line 4)."),
        ("matching", "", "It has no pair of two sides."),
    ],
)
def test_a_bad_question_is_refused_with_words_and_its_line(kind, rest, why):
    found = read_foreign(quiz(question("multichoice", "Good?", TWO), question(kind, "Bad?", rest)))
    assert [(one.status, one.line, one.words) for one in found.outcomes] == [("kept", 3, ()), ("refused", 4, (why,))]


def test_html_becomes_markdown_and_what_goes_is_named():
    html = (
        "<p>Read <b>this</b> &amp; <i>that</i>:</p><ul><li>one<ul><li>in it</li></ul></li><li>2 * 3</li></ul>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table><pre>a\n  b</pre>"
        "<script>alert(1)</script><p><a href='http://x.test'>here</a> <span style='color: red'>10 m<sup>2</sup></span></p>"
    )
    text, outcome = taken(quiz(question("essay", html)))
    assert text == (
        "? Read **this** & *that*: {#name}\n- one\n    - in it\n- 2 * 3\n\n| A | B |\n| --- | --- |\n| 1 | x\\|y |\n\n"
        "```\na\n  b\n```\n\nhere 10 m²\n... mentor"
    )
    assert outcome.words == (
        "<script> was taken out.",
        "The link to “http://x.test” was taken out; its words stay.",
        "Colours, sizes and other looks were taken out.",
    )


def jpeg_with_a_place() -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (4, 3), "red").save(made, "JPEG", exif=exif)
    return made.getvalue()


def file(name: str, data: bytes) -> str:
    return f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'


def shown(name: str, data: bytes, alt: str = "A stub") -> bytes:
    body = question("essay", f'<p>Look.</p><p><img src="@@PLUGINFILE@@/{name}" alt="{alt}"></p>')
    return quiz(body.replace("</questiontext>", f"{file(name.replace('%20', ' '), data)}</questiontext>"))


def test_a_picture_becomes_media_written_anew():
    data = jpeg_with_a_place()
    assert b"secret place" in data
    found = read_foreign(shown("My%20Stub.JPG", data))
    assert found.text == "? Look. {#name}\n![A stub](media/my-stub.jpg)\n... mentor\n"
    (made,) = found.media.values()
    assert list(found.media) == ["media/my-stub.jpg"]
    assert b"secret" not in made
    assert size_of(made) == (4, 3)
    assert list(read_media("media/my-stub.jpg", made)) == []
    assert found.outcomes[0].status == "kept"


def test_of_a_gif_that_moves_the_first_frame_comes_in_as_png():
    frames = [Image.new("RGB", (5, 2), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], comment=b"secret place")
    found = read_foreign(shown("turn.gif", file.getvalue()))
    (made,) = found.media.values()
    assert list(found.media) == ["media/turn.png"]
    assert b"secret" not in made
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.size, picture.convert("RGB").getpixel((0, 0))) == ((5, 2), (255, 0, 0))
        assert getattr(picture, "n_frames", 1) == 1


def test_pictures_that_are_none_or_have_no_words_are_said():
    found = read_foreign(shown("a.svg", b"<svg onload='x'/>"))
    assert found.text == "? Look. {#name}\nA stub\n... mentor\n"
    assert found.media == {}
    assert found.outcomes[0].words == (
        "The picture “a.svg” was left out: it is not a whole PNG, JPEG, WebP or GIF picture.",
    )
    found = read_foreign(shown("a.png", png(), alt=""))
    assert found.text == "? Look. {#name}\n![a](media/a.png)\n... mentor\n"
    assert found.outcomes[0].words == ("The picture media/a.png had no words. Say what it shows, in place of “a”.",)
    found = read_foreign(quiz(question("essay", "<p>Look.</p><img src='http://x.test/a.png' alt='far'>")))
    assert found.text == "? Look. {#name}\nfar\n... mentor\n"
    assert found.outcomes[0].words == ("The picture “http://x.test/a.png” is not in the file; its words stay.",)


def test_a_picture_in_the_address_itself_and_one_in_old_elements():
    data = base64.b64encode(png()).decode()
    found = read_foreign(quiz(question("essay", f"<p>Look.</p><img alt='x' src='data:image/png;base64,{data}'>")))
    assert (list(found.media), found.outcomes[0].status) == (["media/picture.png"], "kept")
    old = f"<image>stub.png</image><image_base64>{data}</image_base64>"
    found = read_foreign(quiz(question("essay", "Look.", old)))
    assert found.text == "? Look. {#name}\n![stub](media/stub.png)\n... mentor\n"


def test_a_picture_with_too_many_pixels_is_left_out_unread():
    found = read_foreign(shown("big.png", png(1, 1).replace(b"\0\0\0\1\0\0\0\1", b"\0\0\xff\xff\0\0\xff\xff", 1)))
    assert found.media == {}
    assert found.outcomes[0].status == "changed"


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE quiz>",
        '<!DOCTYPE quiz SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_document_types_and_entities_are_refused_unread(head):
    data = f"<?xml version='1.0'?>{head}<quiz>{question('essay', 'Q?')}</quiz>".encode()
    found = read_foreign(data)
    assert found.text == ""
    assert [(one.status, one.words) for one in found.outcomes] == [
        ("refused", ("DOCTYPE and entities are not supported. Take the line with “<!DOCTYPE” out and try again.",))
    ]


def test_a_broken_file_gives_its_whole_questions():
    good = question("essay", "Good?")
    found = read_foreign(quiz(good, question("essay", "Bad?").replace("</name>", ""), good.replace("Good", "Fine")))
    assert [(one.status, one.line) for one in found.outcomes] == [("kept", 3), ("refused", 4), ("kept", 5)]
    assert found.outcomes[1].words == ("It is not well-formed XML: mismatched tag.",)
    assert found.notes == ("The file is broken from line 4 on; whole questions were read.",)


def test_a_question_without_its_end_is_named_and_takes_no_other_one_along():
    good, open_ = question("essay", "Good?"), question("essay", "Bad?").removesuffix("</question>")
    found = read_foreign(quiz(open_, good, open_, open_, good.replace("Good", "Fine")))
    assert [(one.status, one.line) for one in found.outcomes] == [
        ("refused", 3),
        ("kept", 4),
        ("refused", 5),
        ("refused", 6),
        ("kept", 7),
    ]
    missing = ("It is not well-formed XML: its end is missing.",)
    assert [one.words for one in found.outcomes if one.status == "refused"] == [missing] * 3


def test_a_file_that_is_cut_short_says_where():
    found = read_foreign(quiz(question("essay", "Good?"), question("essay", "Cut?"))[:-70])
    assert [(one.status, one.line, one.words) for one in found.outcomes] == [
        ("kept", 3, ()),
        ("refused", 4, ("It is not well-formed XML: its end is missing.",)),
    ]


def test_the_word_question_inside_a_text_opens_none():
    spoken = question("essay", "Write &lt;question&gt; or <question> here.")
    found = read_foreign(quiz(spoken, question("essay", "Bad?").replace("</name>", "")))
    assert [one.status for one in found.outcomes] == ["kept", "refused"]


def test_many_starts_before_one_end_take_no_time():
    began = time.perf_counter()
    found = read_foreign(b"<quiz>" + b"<question>\n" * 200_000 + b"</question>")
    assert found.outcomes[0].status == "refused"
    assert time.perf_counter() - began < 10


def test_categories_are_paths_and_the_whole_file_has_limits():
    found = read_foreign(quiz('<question type="category"><category><text>$course$/Pi/Rho</text></category></question>'))
    assert [(one.title, one.status) for one in found.outcomes] == [("Pi/Rho", "changed")]
    said = "<info><text>&lt;p&gt;About it&lt;/p&gt;</text></info><idnumber>7</idnumber>"
    found = read_foreign(quiz(f'<question type="category"><category><text>Pi</text></category>{said}</question>'))
    assert found.outcomes[0].words[1:] == ("What it said of itself was left out: “About it 7”",)
    deep = b"<quiz>" + b"<a>" * 60 + b"</a>" * 60 + b"</quiz>"
    assert read_foreign(deep).outcomes[0].words == ("Its elements lie more than 30 deep in each other.",)
    assert read_foreign(b" " * 20_000_001, "moodle-xml").outcomes[0].words == (
        "It has 20,000,001 bytes; the limit is 20,000,000. Split it.",
    )
    assert read_foreign(b"").outcomes[0].words == ("There is no question in this file.",)
    long = read_foreign(quiz(question("essay", "x" * 20_001))).outcomes[0]
    assert long.words == ("A text of it has 20,001 characters; the limit is 20,000.",)
    many = read_foreign(("Q?{=a}\n\n" * 1_001).encode(), "gift")
    assert many.counts == {"kept": 1_000, "changed": 0, "refused": 1}
    assert many.outcomes[-1].words == (
        "Reading stopped here, 1 before the end: a file has at most 1,000 questions. Split it.",
    )
    plain = read_foreign(b"x" * 1_000_001, "gift").outcomes[0]
    assert plain.words == ("It has 1,000,001 bytes; the limit is 1,000,000. Split it.",)
    assert read_foreign(b"Q {=" + b"x" * 60_000 + b"}", "gift").outcomes[0].words == (
        "It has 60,005 characters; the limit is 60,000.",
    )


def test_a_file_that_takes_too_long_stops_and_says_so(monkeypatch):
    monkeypatch.setattr(settle, "PATIENCE", -1.0)
    found = read_foreign(quiz(question("essay", "One?"), question("essay", "Two?")))
    assert [(one.status, one.line) for one in found.outcomes] == [("refused", 3)]
    assert "2 before the end" in found.outcomes[0].words[0]


HEAVY = ("<", "<!--", "<div>", "<table><tr><td>", "<p>x", "<![")


@pytest.mark.parametrize("scrap", HEAVY)
def test_heavy_texts_are_read_in_little_time(scrap):
    started = time.thread_time()
    read_foreign(quiz(question("essay", scrap * (19_900 // len(scrap)))))
    assert time.thread_time() - started < 10


@pytest.mark.parametrize("scrap", ["{", "a {\n\n=b\n\n", "=", "Q\nA) a\n"])
def test_heavy_files_are_read_in_little_time(scrap):
    started = time.thread_time()
    data = (scrap * (50_000 // len(scrap))).encode()
    for form in ("gift", "aiken"):
        read_foreign(data, form)
    assert time.thread_time() - started < 25
