"""Rendering under a limit: a child process turns texts into safe HTML and is replaced when one takes too long."""

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from lms.content.document import Document, Picture, Rendered
from lms.content.model import Problem
from lms.content.source import LARGEST_TEXT

SECONDS = 2.0
"""Longest time one text may take."""

START_SECONDS = 120.0
"""Longest time the child may take to start on a busy machine; it is paid once and is no fault of a text."""

LARGEST_HTML = 2_000_000
"""Most characters of HTML that one text may become."""

MOST_MEMORY = 1 << 30
"""Most memory the child may hold, in bytes, where the system can limit it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One text to render, with the file and line it comes from."""

    document: Document
    path: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job: the rendered text, or nothing and the problem."""

    rendered: Rendered
    problem: Problem | None = None


_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP")
"""What the child is told of the environment: enough to start, and nothing secret."""

_NOTHING = Rendered("", "")


class Renderer:
    """Keeps one child and gives it one text at a time; a text that overruns costs the child, never the other texts.

    Use it as a context manager, from one thread at a time.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.children = 0
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child:
            self._child.end()
            self._child = None

    def render_many(self, jobs: Iterable[Job]) -> list[Done]:
        """Render texts in order; one that cannot be shown is refused with a problem and the rest go on."""
        return [self.render(job) for job in jobs]

    def render(self, job: Job) -> Done:
        """Render one text."""
        if len(job.document.text) > LARGEST_TEXT:
            return _refused(job, job.line, "too long to show")
        if self._child is None:
            self._child = _Child()
            self.children += 1
        answer = self._child.ask(json.dumps(asdict(job.document)), self.seconds)
        if answer is None:
            self.close()
            return _refused(job, _densest_line(job), "too complex to show")
        made = json.loads(answer)
        if "html" not in made or len(made["html"]) > LARGEST_HTML:
            return _refused(job, _densest_line(job), "too complex to show")
        return Done(Rendered(made["html"], made["plain"], tuple(made["taken"])))


def _refused(job: Job, line: int, what: str) -> Done:
    words = f"This text is {what} near line {line}; it is kept as a draft."
    return Done(_NOTHING, Problem(job.path, line, "too-complex", words))


def _densest_line(job: Job) -> int:
    """Guess where a text is hardest: the line with the most marks, indents counted among them."""
    lines = job.document.text.split("\n")
    weights = [len(re.findall(r"[\[\]()!*_`<>{}|&~:]|^ +| {4}", line)) for line in lines]
    return job.line + weights.index(max(weights))


class _Child:
    """A Python process that runs this module, and the thread that listens to it."""

    def __init__(self) -> None:
        root = Path(__file__).resolve().parents[2]
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lms.content.render"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            env=kept,
        )
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        if not self._next(START_SECONDS):
            self.end()
            raise RuntimeError("The process that renders texts did not start.")

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        return stdin, stdout

    def _listen(self) -> None:
        """Pass each line on; an empty one says that the child is gone."""
        for line in self._pipes()[1]:
            self._answers.put(line)
        self._answers.put(b"")

    def ask(self, question: str, seconds: float) -> bytes | None:
        """Send one line and wait for the answer; None when it does not come in time or the child is gone."""
        stdin = self._pipes()[0]
        try:
            stdin.write(question.encode() + b"\n")
            stdin.flush()
        except OSError:
            return None
        return self._next(seconds)

    def _next(self, seconds: float) -> bytes | None:
        """Wait for a line."""
        with contextlib.suppress(queue.Empty):
            return self._answers.get(timeout=seconds) or None
        return None

    def end(self) -> None:
        """Kill the process and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        stdin, stdout = self._pipes()
        with contextlib.suppress(OSError):
            stdin.close()
        stdout.close()


def serve(questions: Iterable[bytes], answers: IO[bytes]) -> None:
    """Answer each line, a document as JSON, with a line of JSON: what was rendered, or why not."""
    from lms.content.markdown import render  # Only the child holds Markdown and both sanitisers: 5 MB.

    def say(answer: object) -> None:
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()

    say("ready")
    for question in questions:
        try:
            document = json.loads(question)
            document["media"] = {path: Picture(**shown) for path, shown in document["media"].items()}
            say(asdict(render(Document(**document))))
        except Exception as error:  # Whatever Markdown stumbles over, only this text is refused.
            say({"error": type(error).__name__})


def limit_memory(most: int = MOST_MEMORY) -> None:
    """Cap the memory of this process, where the system offers it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":  # pragma: no cover - only the child gets here, and nobody measures the child
    limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
