"""What changed between two states of a course: files, words, and how long hostile texts may take."""

import random
import time

import pytest

from lms.content import diff
from lms.content.diff import Budget, FileChange, Hunk, Piece, changed_files, marked


def said(hunks):
    """The words as an editor would mark them on paper."""
    marks = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
    return ["".join(marks[piece.how].format(piece.words) for piece in hunk.pieces) for hunk in hunks]


def test_files_are_added_removed_changed_and_moved():
    old = {"course.md": "1", "1-a/1-x.md": "2", "1-a/2-y.md": "3", "media/p.png": "4", "gone.txt": "5", "same.md": "6"}
    new = {
        "course.md": "9",
        "1-a/1-y.md": "3",
        "1-a/2-x.md": "7",
        "media/q.png": "4",
        "same.md": "6",
        "1-a/3-z.md": "8",
    }
    assert changed_files(old, new) == [
        FileChange("1-a/1-y.md", "moved", "text", "1-a/2-y.md", "3", "3"),
        FileChange("1-a/2-x.md", "moved", "text", "1-a/1-x.md", "2", "7"),
        FileChange("1-a/3-z.md", "added", "text", "", "", "8"),
        FileChange("course.md", "changed", "text", "course.md", "1", "9"),
        FileChange("gone.txt", "removed", "other", "gone.txt", "5", ""),
        FileChange("media/q.png", "moved", "picture", "media/p.png", "4", "4"),
    ]
    assert changed_files(old, old) == []


def test_what_a_system_leaves_behind_is_no_change():
    assert changed_files({".DS_Store": "1"}, {"1-a/Thumbs.db": "2"}) == []


def test_words_are_marked_and_what_stands_around_them_is_shown():
    old = "# Bread\n\nMix the flour.\nBake it for ten minutes.\n\nEat.\nSmile.\n"
    new = "# Bread\n\nMix the flour.\nBake it for twenty minutes in a tin.\n\nEat.\nSmile.\n"
    (hunk,) = marked(old, new, Budget())
    assert hunk.line == 3
    assert said([hunk]) == ["Mix the flour.\nBake it for [-ten-][+twenty+] minutes[+ in a tin+].\n\n"]


def test_places_far_apart_stand_apart_and_near_ones_together():
    lines = [f"Line {n} stays.\n" for n in range(20)]
    old = "".join(lines)
    new = (
        old.replace("Line 2 stays", "Line 2 goes")
        .replace("Line 4 stays", "Line 4 goes")
        .replace("Line 15 s", "Line 15 S")
    )
    first, second = marked(old, new, Budget())
    assert said([first]) == [
        "Line 1 stays.\nLine 2 [-stays-][+goes+].\nLine 3 stays.\nLine 4 [-stays-][+goes+].\nLine 5 stays.\n"
    ]
    assert said([second]) == ["Line 14 stays.\nLine 15 [-stays-][+Stays+].\nLine 16 stays.\n"]
    assert (first.line, second.line) == (2, 15)


def test_a_whole_file_comes_or_goes():
    assert marked("", "One.\nTwo.\n", Budget()) == [Hunk(1, (Piece("in", "One.\nTwo.\n"),))]
    assert marked("One.\n", "", Budget()) == [Hunk(1, (Piece("out", "One.\n"),))]
    assert marked("One.\n", "One.\n", Budget()) == []
    assert marked("", "", Budget()) == []


def test_passages_with_little_in_common_are_shown_whole():
    old, new = "The cat sat on a red mat.\n", "Never sign a paper that you have not read the end of.\n"
    assert said(marked(old, new, Budget())) == [f"[-{old}-][+{new}+]"]


def test_without_budget_all_is_shown_whole_and_nothing_is_lost():
    old, new = "a b c d e\n", "a x c y e\n"
    assert said(marked(old, new, Budget())) == ["a [-b-][+x+] c [-d-][+y+] e\n"]
    assert said(marked(old, new, Budget(0))) == ["a [-b c d-][+x c y+] e\n"]


@pytest.mark.parametrize("seed", range(30))
def test_the_pieces_hold_every_changed_word_of_both_texts(seed):
    rng = random.Random(seed)
    old = ["".join(rng.choice(["a ", "b ", "c", "\n", ". ", "dog "]) for _ in range(rng.randint(0, 60)))]
    new = [old[0][: rng.randint(0, 40)] + "new " + old[0][rng.randint(0, 40) :]]
    hunks = marked(old[0], new[0], Budget())
    for how, text in (("out", old[0]), ("in", new[0])):
        for hunk in hunks:
            assert "".join(one.words for one in hunk.pieces if one.how in ("same", how)) in text
    assert (hunks == []) == (old == new)


def shuffled(seed, kinds, count, between=" "):
    return between.join(random.Random(seed).choices([f"w{n}" for n in range(kinds)], k=count))


HOSTILE = {
    "one letter again and again": ("a " * 50_000, "b " + "a " * 49_000 + "b"),
    "two letters in turn": ("a b " * 20_000, "b a " * 20_000 + "c"),
    "many short lines": ("x\n" * 60_000, "x\ny\n" * 40_000),
    "no blank at all": ("a" * 190_000, "a" * 189_000 + "b" + "a" * 10),
    "marks only": ("[(" * 90_000, "([" * 90_000),
    "all words anew": (" ".join(map(str, range(30_000))), " ".join(map(str, range(30_000, 0, -1)))),
    "few words in every order": (shuffled(1, 8, 90_000), shuffled(2, 8, 90_000)),
    "words too rare to be passed over": (shuffled(1, 150, 40_000), shuffled(2, 150, 40_000)),
    "short lines too rare to be passed over": (shuffled(1, 150, 40_000, "\n"), shuffled(2, 150, 40_000, "\n")),
}


def seconds(old, new, budget):
    """The processor time that one comparison takes."""
    start = time.process_time()
    assert marked(old, new, budget)
    return time.process_time() - start


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_a_moment(name):
    assert seconds(*HOSTILE[name], Budget()) < 2


def test_many_texts_share_one_budget():
    texts = [(shuffled(n, 20, 190), shuffled(n + 1000, 20, 190)) for n in range(300)]
    budget = Budget()
    assert sum(seconds(old, new, budget) for old, new in texts) < 3
    assert budget.left < diff.MOST_WORK / 10


def test_without_its_budget_a_hostile_text_would_take_long():
    old, new = shuffled(1, 100, 2500), shuffled(2, 100, 2500)
    free = seconds(old, new, Budget(10**15))
    assert seconds(old, new, Budget()) < free / 5
