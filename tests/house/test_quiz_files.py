"""The stylesheet and the script of question pages fetch nothing from elsewhere and stay readable."""

import pytest

from tests.house.test_static import STATIC, from_elsewhere, too_long


@pytest.mark.parametrize("name", ["quiz.css", "drag.js"])
def test_nothing_comes_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text("utf-8")
    assert from_elsewhere(text) == []
    assert not too_long(text, 130)
    assert from_elsewhere(text + 'fetch("https://cdn.example.org/a.js")') != []
