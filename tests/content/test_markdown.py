"""Markdown as the format has it: what each extension makes, what is taken out, and where tokens stand."""

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.document import Document, Kind, Picture, Rendered
from lms.content.markdown import render
from lms.content.tokens import split_body

MEDIA = {"media/stub.png": Picture("/media/abc", 40, 30)}


def made(text: str, kind: Kind = "page", lang: str = "en") -> Rendered:
    return render(Document(text, kind, lang, "m-lesson", MEDIA))


def html(text: str, kind: Kind = "page", lang: str = "en") -> str:
    return made(text, kind, lang).html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("> quote", "<blockquote>\n<p>quote</p>\n</blockquote>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("- a\n\n1. b", "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>"),
        ("Net pay\n:   What is left", "<dl>\n<dt>Net pay</dt>\n<dd>What is left</dd>\n</dl>"),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("---", "<hr>"),
        (
            "!!! tip\n    Ask.",
            '<div class="admonition tip">\n<p class="admonition-title">Tip</p>\n<p>Ask.</p>\n</div>',
        ),
        (
            '!!! odd "My title"\n    Ask.',
            '<div class="admonition">\n<p class="admonition-title">My title</p>\n<p>Ask.</p>\n</div>',
        ),
        ("!!! odd\n    Ask.", '<div class="admonition">\n<p class="admonition-title">Odd</p>\n<p>Ask.</p>\n</div>'),
        ('!!! note ""\n    Ask.', '<div class="admonition note">\n<p>Ask.</p>\n</div>'),
        ('!!! odd ""\n    Ask.', '<div class="admonition">\n<p>Ask.</p>\n</div>'),
        (
            "![A stub](media/stub.png)",
            '<p><img alt="A stub" height="30" loading="lazy" src="/media/abc" width="40"></p>',
        ),
        ("5 < 6 & 7 > 3 &amp; &lt;i&gt;", "<p>5 &lt; 6 &amp; 7 &gt; 3 &amp; &lt;i&gt;</p>"),
        ("", ""),
    ],
)
def test_what_the_format_allows(text: str, expected: str) -> None:
    assert made(text) == Rendered(expected, made(text).plain, ())


def test_table_with_alignment_and_heads() -> None:
    assert html("| a | b | c |\n|:--|:-:|---|\n| 1 | 2 | 3 |") == (
        '<table>\n<thead>\n<tr>\n<th align="left" scope="col">a</th>\n<th align="center" scope="col">b</th>\n'
        '<th scope="col">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="left">1</td>\n<td align="center">2</td>\n'
        "<td>3</td>\n</tr>\n</tbody>\n</table>"
    )


def test_admonition_in_spanish() -> None:
    assert '<p class="admonition-title">Consejo</p>' in html("!!! tip\n    Pregunte.", lang="es")


def test_footnotes_carry_the_prefix_and_numbers_only() -> None:
    text = html("a[^My note!] b[^My note!] c[^2]\n\n[^My note!]: First.\n[^2]: Second.")
    assert 'a<sup id="fnref-m-lesson-1"><a class="footnote-ref" href="#fn-m-lesson-1">1</a></sup>' in text
    assert 'b<sup id="fnref2-m-lesson-1"><a class="footnote-ref" href="#fn-m-lesson-1">1</a></sup>' in text
    assert '<li id="fn-m-lesson-2">' in text
    assert '<a aria-label="Back to the text" class="footnote-backref" href="#fnref2-m-lesson-1">' in text
    assert "My note!" not in text
    assert "Volver al texto" in html("a[^1]\n\n[^1]: Uno.", lang="es")


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# a\n\n# b", ["h2", "h2"]),
        ("## a\n\n### b\n\n## c", ["h2", "h3", "h2"]),
        ("### a\n\n## b", ["h2", "h2"]),
        ("# a\n\n#### b\n\n## c", ["h2", "h3", "h3"]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", ["h2", "h3", "h4", "h5", "h6", "h6"]),
        ("a\n=\n\nb\n-", ["h2", "h3"]),
    ],
)
def test_headings_start_at_two_and_skip_no_level(source: str, levels: list[str]) -> None:
    tree = html5lib.parse(html(source), namespaceHTMLElements=False)
    assert [element.tag for element in tree.iter() if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")] == levels


@pytest.mark.parametrize(
    ("text", "expected", "taken"),
    [
        ("See [the *page*](https://x.org).", "<p>See the <em>page</em>.</p>", "the link to https://x.org"),
        ("[a](javascript:alert(1))b", "<p>ab</p>", "the link to javascript:alert(1)"),
        ("[a][1]\n\n[1]: https://x.org", "<p>a</p>", "the link to https://x.org"),
        ("x <https://x.org/a_b_c> y", "<p>x https://x.org/a_b_c y</p>", "the link to https://x.org/a_b_c"),
        ("<me@x.org>", "<p>me@x.org</p>", "the link to me@x.org"),
        ("![A dog](https://x.org/a.png) b", "<p>A dog b</p>", "the picture https://x.org/a.png"),
        ("*x* ![A dog](media/none.png)", "<p><em>x</em> A dog</p>", "the picture media/none.png"),
        ("a <b>b</b>", "<p>a b</p>", "<b>"),
        ("a<script>alert(1)</script>b", "<p>ab</p>", "<script>"),
        ("a<!-- b\nc -->d", "<p>ad</p>", "<!>"),
        ("<div>\n\ntext\n\n</div>", "<p>text</p>", "<div>"),
        ("[![A](media/stub.png)](/x)", "/media/abc", "the link to /x"),
        ("```{#x .y}\na\n```", "<pre><code>a\n</code></pre>", "id on <pre>"),
    ],
)
def test_what_is_taken_out_is_named_and_its_words_stay(text: str, expected: str, taken: str) -> None:
    rendered = made(text)
    assert expected in rendered.html
    assert taken in rendered.taken


def test_code_shows_tags_as_typed() -> None:
    assert made("`<b>`\n\n    <i>") == Rendered(
        "<p><code>&lt;b&gt;</code></p>\n<pre><code>&lt;i&gt;\n</code></pre>", "<b>\n<i>"
    )


CHECKS = """\
Before

```check
? One {#one}
```
After
1. item
```check
? Two {#two}
```
    indented

````text
```check
? not asked
```
````
"""


def test_checks_become_pieces_between_blocks() -> None:
    assert split_body(html(CHECKS)) == [
        ("html", "<p>Before</p>\n"),
        ("check", "0"),
        ("html", "\n<p>After\n1. item</p>\n"),
        ("check", "1"),
        ("html", "\n<pre><code>indented\n</code></pre>\n<pre><code>```check\n? not asked\n```\n</code></pre>"),
    ]


def test_facts_become_pieces_inside_a_line() -> None:
    assert split_body(html("Pay is {{ fact:minimum-wage }} or {{fact:other}}.\n\n`{{ fact:x }}`")) == [
        ("html", "<p>Pay is "),
        ("fact", "minimum-wage"),
        ("html", " or "),
        ("fact", "other"),
        ("html", ".</p>\n<p><code>{{ fact:x }}</code></p>"),
    ]


def test_a_token_typed_by_an_author_is_only_text() -> None:
    rendered = made("⟦check:0⟧ ⟦fact:x⟧ \ue000check:7\ue001 \ue000fact:y\ue001")
    assert split_body(rendered.html) == [
        ("html", "<p>&#x27E6;check:0⟧ &#x27E6;fact:x⟧ check:7 fact:y</p>"),
    ]
    assert rendered.plain == "⟦check:0⟧ ⟦fact:x⟧ check:7 fact:y"


def test_a_fact_in_a_picture_text_is_left_out_of_the_attribute() -> None:
    assert 'alt="Pay "' in html("![Pay {{ fact:x }}](media/stub.png)")


def test_split_body_of_nothing() -> None:
    assert split_body("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is **net** pay?", "What is <strong>net</strong> pay?"),
        ("1. Not a list", "1. Not a list"),
        ("# Not a heading", "# Not a heading"),
        ("> not a\n  quote", "&gt; not a quote"),
        ("    not code", "not code"),
        ("a | b\n--|--\n", "a | b --|--"),
        ("{{ fact:x }} [^1]", "{{ fact:x }} [^1]"),
        ("", ""),
    ],
)
def test_a_line_of_a_question_is_inline_only(text: str, expected: str) -> None:
    assert html(text, "inline") == expected


def test_a_note_that_nothing_calls_has_no_way_back() -> None:
    text = html("A line.\n\n[^1]: Ask your mentor.\n")
    assert "Ask your mentor." in text
    assert "fnref" not in text
    assert "↩" not in text


def test_a_block_of_a_question_has_lists_but_no_footnotes_facts_or_checks() -> None:
    assert html("- a\n\n{{ fact:x }} b[^1]\n\n[^1]: c", "block") == ("<ul>\n<li>a</li>\n</ul>\n<p>{{ fact:x }} b^1</p>")


def test_plain_words() -> None:
    text = "# Pay\n\nGross *pay* is 5&nbsp;$.[^1] {{ fact:x }}\n\n- a\n- b\n\n![A stub](media/stub.png)\n\n[^1]: Note."
    assert made(text).plain == "Pay\nGross pay is 5 $.\na\nb\nA stub\nNote."


@given(st.text(alphabet="ab\n -*>`:{}[]()!#|^~1.\t\"'<&_\\=⟦⟧fact?check", max_size=120), st.integers(0, 3))
@settings(max_examples=150)
def test_a_check_always_stands_between_blocks(text: str, newlines: int) -> None:
    fence = "```check\n? q\n```"
    source = f"{text}{chr(10) * (newlines + 1)}{fence}{chr(10) * newlines}\n{text}"
    for kind, value in split_body(html(source)):
        if kind == "html":
            opened = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parseFragment(value)
            again = html5lib.serialize(opened, omit_optional_tags=False, quote_attr_values="always")
            assert value.count("</") == again.count("</")
