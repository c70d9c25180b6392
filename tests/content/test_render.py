"""Rendering under a limit: hostile texts are refused in time and in words, and everything else goes on."""

import io
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from lms.content import render
from lms.content.document import Document, Picture, Rendered
from lms.content.render import Done, Job, Renderer, serve

HOSTILE = {
    "open brackets": "[a" * 5_000,
    "pictures in pictures": "![[]()" * 1_700,
    "many pictures": "![a](" * 2_000,
    "nested list": "\n".join("    " * depth + "* x" for depth in range(70)),
    "deep list": "\n".join("  " * depth + "* x" for depth in range(140)),
    "nested quotes": ">" * 10_000,
    "spaced quotes": "> " * 5_000 + "a",
    "stars": "*a **b " * 1_500,
    "underscores": "_*" * 5_000,
    "backticks": "`" * 9_999 + "a",
    "footnotes": "[^a]: x\n" * 700 + "[^a]" * 1_000,
    "table": "|a" * 1_500 + "\n" + "|-" * 1_500 + "\n" + "|b" * 1_500,
    "boxes": "!!! tip\n" * 1_200,
    "comments": "<!--" * 2_500,
    "scripts": "<script>" * 1_250,
    "open tags": "<a " * 3_300,
    "facts": "{{ fact:" * 1_250,
    "definitions": "a\n: b\n" * 1_700,
    "fences": "```\n" * 2_500,
    "entities": "&amp;" * 2_000,
    "backslashes": "\\" * 10_000,
    "references": "[a]: b\n" * 1_400,
    "headings": "# a\n" * 2_500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_ten_kilobytes_of_anything_are_answered_in_time(text: str) -> None:
    with Renderer() as renderer:
        assert renderer.render(Job(Document("Hello"), "a.md")) == Done(Rendered("<p>Hello</p>", "Hello"))
        start = time.monotonic()
        done = renderer.render(Job(Document(text), "a.md", 5))
        assert time.monotonic() - start < 4
        if done.problem:
            assert done.rendered == Rendered("", "")
            assert "too complex to show near line" in done.problem.words
            assert "kept as a draft" in done.problem.words
            assert (done.problem.path, done.problem.rule, done.problem.severity) == ("a.md", "too-complex", "error")
            assert done.problem.line >= 5
        else:
            assert done.rendered.html or text.startswith(("<script", "[a]:"))


def test_a_text_that_overruns_is_refused_alone_and_the_child_replaced() -> None:
    hard = "Fine.\n\n" + "[a" * 5_000 + "\n\nFine."
    with Renderer(seconds=0.5) as renderer:
        jobs = [Job(Document(text), f"{name}.md", 10) for name, text in (("a", "One"), ("b", hard), ("c", "*Two*"))]
        first, second, third = renderer.render_many(jobs)
        assert first.rendered.html == "<p>One</p>"
        assert second.problem
        assert str(second.problem) == (
            "b.md:12: This text is too complex to show near line 12; it is kept as a draft. [too-complex]"
        )
        assert third == Done(Rendered("<p><em>Two</em></p>", "Two"))
        assert renderer.children == 2


def test_an_error_inside_markdown_refuses_only_that_text() -> None:
    with Renderer() as renderer:
        done = renderer.render(Job(Document("a\n: b\n" * 1_700), "a.md"))
        assert done.problem
        assert renderer.render(Job(Document("Fine"), "b.md")).rendered.plain == "Fine"
        assert renderer.children == 1


def test_a_text_over_the_size_limit_is_never_sent() -> None:
    with Renderer() as renderer:
        done = renderer.render(Job(Document("x" * 200_001), "a.md", 3))
        assert done.problem
        assert done.problem.words == "This text is too long to show near line 3; it is kept as a draft."
        assert renderer.children == 0


def test_html_over_its_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "LARGEST_HTML", 20)
    with Renderer() as renderer:
        assert renderer.render(Job(Document("short"), "a.md")).problem is None
        assert renderer.render(Job(Document("a little longer"), "a.md")).problem


def test_a_child_that_dies_is_replaced() -> None:
    with Renderer() as renderer:
        renderer.render(Job(Document("One"), "a.md"))
        assert renderer._child
        renderer._child._process.kill()
        renderer._child._process.wait()
        assert renderer.render(Job(Document("Two"), "a.md")).problem
        assert renderer.render(Job(Document("Three"), "a.md")).rendered.plain == "Three"
        assert renderer.children == 2


def test_a_child_that_cannot_start_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false" if Path("/bin/false").exists() else "false")
    with Renderer() as renderer, pytest.raises(RuntimeError, match="did not start"):
        renderer.render(Job(Document("One"), "a.md"))


def test_a_child_that_is_too_slow_to_start_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "START_SECONDS", 0.001)
    with Renderer() as renderer, pytest.raises(RuntimeError, match="did not start"):
        renderer.render(Job(Document("One"), "a.md"))


def test_no_child_is_left_behind() -> None:
    with Renderer() as renderer:
        renderer.render(Job(Document("One"), "a.md"))
        assert renderer._child
        process = renderer._child._process
        assert process.poll() is None
    assert process.poll() is not None
    renderer.close()
    assert renderer._child is None


def test_the_child_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do-not-pass")
    with Renderer() as renderer:
        renderer.render(Job(Document("One"), "a.md"))
        assert renderer._child
        seen = Path(f"/proc/{renderer._child._process.pid}/environ")
        if not seen.exists():
            pytest.skip("this system does not show the environment of a process")
        assert b"do-not-pass" not in seen.read_bytes()
    assert os.environ["SECRET_KEY"] == "do-not-pass"


def test_the_child_speaks_lines_of_json() -> None:
    document = Document("![A](media/a.png) Łucja ★", media={"media/a.png": Picture("/media/0", 1, 2)})
    questions = [json.dumps(asdict(document)).encode(), b"not json", b"{}"]
    answers = io.BytesIO()
    serve(questions, answers)
    ready, made, *broken = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert ready == "ready"
    assert made["html"] == '<p><img alt="A" height="2" loading="lazy" src="/media/0" width="1"> Łucja ★</p>'
    assert made["plain"] == "A Łucja ★"
    assert broken == [{"error": "JSONDecodeError"}, {"error": "KeyError"}]


def test_memory_is_limited_where_the_system_can() -> None:
    pytest.importorskip("resource")
    script = "from lms.content.render import limit_memory; limit_memory(300_000_000); bytearray(400_000_000)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert b"MemoryError" in ended.stderr


def test_a_limit_that_is_no_limit_changes_nothing() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    render.limit_memory(before[1])
    assert resource.getrlimit(resource.RLIMIT_AS) == (before[1], before[1])
    resource.setrlimit(resource.RLIMIT_AS, before)


def test_memory_is_left_alone_where_the_system_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    render.limit_memory(1)
    assert len(bytearray(1_000)) == 1_000
