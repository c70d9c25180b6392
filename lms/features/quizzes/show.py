"""How an answer and its mark are put before her: her parts, each with what was right about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from lms.questions import Data, Mark, Value


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an answer: its words (safe HTML), and right, not right, or neither to say."""

    words: Markup
    right: bool | None


def parts(data: Data, value: Value, mark: Mark) -> list[Part]:
    """Her answer line by line: options chosen, items in her order, pairs, or the text she typed."""
    match data["kind"]:
        case "choice" | "multiple":
            chosen = value if isinstance(value, list) else [value]
            return [Part(_html(o["text"]), mark.places.get(o["id"])) for o in data["options"] if o["id"] in chosen]
        case "order":
            items = {item["id"]: item["text"] for item in data["items"]}
            return [Part(_html(items[id_]), mark.places.get(id_)) for id_ in value if id_ in items]
        case "match":
            rights = {right["id"]: right["text"] for right in data["rights"]}
            return [_pair(pair, rights, value, mark) for pair in data["pairs"] if isinstance(value, dict)]
        case _:
            return [Part(escape(value), None)] if value else []


def names(data: Data) -> dict[str, Markup]:
    """The options of a question by their ids, for reasons that are about one of them."""
    return {one["id"]: _html(one["text"]) for one in data.get("options", ())}


def _pair(pair: Data, rights: Mapping[str, Any], value: Mapping[str, str], mark: Mark) -> Part:
    chosen = rights.get(value.get(pair["id"], ""))
    words = Markup("{} → {}").format(_html(pair["text"]), _html(chosen) if chosen else "")
    return Part(words, mark.places.get(pair["id"]))


def _html(text: Mapping[str, str]) -> Markup:
    return Markup(text["html"])  # noqa: S704 - sanitised when the course was published
