"""Sitting a quiz: what a try asks, what counts, and that a later edit changes nothing of it."""

import re

import pytest
import sqlalchemy as sa

from lms.features.lessons.actions import mark_read
from lms.features.quizzes.actions import start_try
from lms.features.quizzes.queries import questions_of, try_page
from lms.features.signoffs.snapshots import work
from lms.models.base import db
from lms.models.quizzes import Answer, AnswerDraft, AnswerSave, QuizTry
from lms.rules.signoffs import Event
from tests import course
from tests.make import NOW
from tests.make_courses import make_attempt, publish_tree
from tests.make_signoffs import actor_of

BANK = "\n\n".join(f"? What is {n} and 0? {{#q{n}}}\n= {n}\n> It is {n}." for n in range(1, 7))
MODULE = (
    "---\ntitle: {title}\nminutes: 10\nsignoff: mentor\npass_mark: {pass_mark}\nrecall: {recall}\n---\nYou can add.\n"
)


def tree(front: str = "", bank: str = BANK, pass_mark: int = 50, recall: int = 0) -> dict[str, bytes]:
    """A course of two modules: *adding* with this bank, and *more* after it, which may recall."""
    files = {
        "course.md": course.COURSE,
        "1-adding/module.md": MODULE.format(title="Adding", pass_mark=pass_mark, recall=0),
        "1-adding/quiz.md": f"---\n{front}\n---\n{bank}\n",
        "2-more/module.md": MODULE.format(title="More", pass_mark=100, recall=recall),
        "2-more/quiz.md": "---\n---\n? What is 7 and 0? {#q7}\n= 7\n",
    }
    for number, slug in ((1, "adding"), (2, "more")):
        files[f"{number}-{slug}/1-read.md"] = course.LESSON.format(title=f"Read {slug}")
    return {path: text.encode() for path, text in files.items()}


def begin(people, module: str = "sums/adding", *events: Event) -> int:
    """An attempt of Ann's with its lesson read."""
    attempt = make_attempt(1, people.ann, module, *events)
    mark_read(actor_of(people.ann), attempt, "read", NOW)
    db.session.commit()
    return attempt


def start(people, attempt: int) -> int:
    try_id = start_try(actor_of(people.ann), attempt, "en", NOW)
    assert try_id is not None
    db.session.commit()
    return try_id


def keys(try_id: int) -> tuple[str, ...]:
    db.session.remove()
    return try_page(try_id).keys


def sit(ann, people, attempt: int, **answers: str) -> tuple[int, str]:
    """A whole try over its pages; what is not named is answered with its own number. Gives the try and its result."""
    try_id = start(people, attempt)
    for key in keys(try_id):
        page = ann.get(f"/tries/{try_id}/questions/{key}")
        ann.press(page, "Save and continue", answer=answers.get(key, key[-1]))
    return try_id, ann.post(f"/tries/{try_id}/close").text


def test_a_retry_draws_what_was_not_asked_and_then_shuffles_anew(app, people, browse):
    publish_tree(tree("draw: 3"), "sums")
    ann, attempt = browse(people.ann), begin(people)
    first, _ = sit(ann, people, attempt)
    second, _ = sit(ann, people, attempt)
    third, _ = sit(ann, people, attempt)
    assert len(keys(first)) == 3
    assert set(keys(first)) | set(keys(second)) == {f"q{n}" for n in range(1, 7)}
    assert set(keys(second)) != set(keys(third))
    seeds = db.session.scalars(sa.select(QuizTry.seed)).all()
    assert len(set(seeds)) == 3


def test_a_quiz_that_asks_everything_asks_it_in_another_order(app, people, browse):
    publish_tree(tree(bank=BANK[: BANK.index("? What is 3")]), "sums")
    ann, attempt = browse(people.ann), begin(people)
    orders = [keys(sit(ann, people, attempt)[0]) for _ in range(4)]
    assert {frozenset(one) for one in orders} == {frozenset({"q1", "q2"})}
    assert orders == [orders[0], orders[0][::-1]] * 2


def test_a_star_is_always_asked_and_must_be_right(app, people, browse):
    publish_tree(tree("draw: 3\nstar: [q5]"), "sums")
    ann, attempt = browse(people.ann), begin(people)
    missed, said = sit(ann, people, attempt, q5="4")
    assert "q5" in keys(missed)
    assert "Not yet. Here is what helps." in said
    assert "You have 66%. 50% is a pass." in said
    assert "One safety question must be right first." in said
    assert "Safety: must be right" in said
    other, said = sit(ann, people, attempt)
    assert "q5" in keys(other)
    assert "You passed" in said


@pytest.mark.parametrize(("pass_mark", "passed"), [(67, False), (66, True)])
def test_the_pass_mark_is_the_modules(app, people, browse, pass_mark, passed):
    publish_tree(tree("draw: 3", pass_mark=pass_mark), "sums")
    ann, attempt = browse(people.ann), begin(people)
    try_id = start(people, attempt)
    one, *others = keys(try_id)
    for key in (one, *others):
        right = "0" if key == one else key[-1]
        ann.press(ann.get(f"/tries/{try_id}/questions/{key}"), "Save and continue", answer=right)
    assert ("You passed" in ann.post(f"/tries/{try_id}/close").text) is passed


def test_the_best_try_counts_whatever_comes_after_it(app, people, browse):
    publish_tree(tree("draw: 3", pass_mark=100), "sums")
    ann, attempt = browse(people.ann), begin(people)
    sit(ann, people, attempt)
    _, said = sit(ann, people, attempt, **{f"q{n}": "0" for n in range(1, 7)})
    assert "You have 0%." in said
    page = ann.get(f"/attempts/{attempt}/quiz")
    assert "You have passed this quiz." in page.text
    assert re.search(r"Try 2: 0%.*Try 1: 100%", page.text)
    assert (work(attempt).best.number, work(attempt).best.percent) == (1, 100)


def test_questions_from_earlier_modules_come_after_the_modules_own(app, people, browse):
    publish_tree(tree(recall=2), "sums")
    done = begin(people, "sums/adding", Event.SUBMITTED, Event.CLAIMED, Event.APPROVED)
    attempt = begin(people, "sums/more")
    first = start(people, attempt)
    own, *recalled = keys(first)
    assert own == "q7"
    assert len(recalled) == 2
    assert all(re.fullmatch(r"\d+\.q[1-6]", key) for key in recalled)
    page = browse(people.ann).get(f"/tries/{first}/questions/{recalled[0]}")
    assert "From an earlier module" in page.text
    assert done != attempt
    ann = browse(people.ann)
    for key in keys(first):
        ann.press(ann.get(f"/tries/{first}/questions/{key}"), "Save and continue", answer=key[-1])
    assert "You passed" in ann.post(f"/tries/{first}/close").text
    assert not set(recalled) & set(keys(start(people, attempt))), "the next try recalls others"


def test_nothing_is_recalled_before_a_module_is_done(app, people):
    publish_tree(tree(recall=2), "sums")
    begin(people, "sums/adding")
    assert keys(start(people, begin(people, "sums/more"))) == ("q7",)


def test_with_reasons_at_once_an_answer_is_locked_and_with_reasons_at_the_end_it_is_not(app, people, browse):
    publish_tree(tree("feedback: each\nshuffle: false"), "sums")
    publish_tree(tree("feedback: end\nshuffle: false"), "tots")
    ann = browse(people.ann)
    each = start(people, begin(people, "sums/adding"))
    page = ann.press(ann.get(f"/tries/{each}/questions/q1"), "Save and continue", answer="5")
    assert "Not yet. Here is why It is 1." in page.text
    page = ann.post(f"/tries/{each}/answers/q1", {"answer": "1", "save_key": "again", "based_on": "1"})
    assert "The first answer counts, as its reason was shown." in page.text
    end = start(people, begin(people, "tots/adding"))
    page = ann.press(ann.get(f"/tries/{end}/questions/q1"), "Save and continue", answer="5")
    assert "What is 2 and 0?" in page.text
    assert "It is 1." not in page.text
    page = ann.press(ann.get(f"/tries/{end}/questions/q1"), "Save and continue", answer="1")
    assert stored(end, "q1") == ["1"]
    assert stored(each, "q1") == ["5"]


def stored(try_id: int, key: str) -> list[str]:
    db.session.remove()
    rows = sa.select(Answer.value).where(Answer.try_id == try_id, Answer.question_key == key)
    return list(db.session.scalars(rows))


def test_a_later_edit_changes_nothing_of_a_try(app, people, browse):
    publish_tree(tree("draw: 3"), "sums")
    ann, attempt = browse(people.ann), begin(people)
    try_id = start(people, attempt)
    asked = keys(try_id)
    before = {key: ann.get(f"/tries/{try_id}/questions/{key}").all("h1")[0].itertext() for key in asked}
    seen = {key: " ".join(words) for key, words in before.items()}
    edited = BANK.replace("= ", "= 1").replace("What is", "Which number is").replace("{#q", "{#n")
    publish_tree(tree("draw: 1", bank=edited, pass_mark=100), "sums")
    assert keys(try_id) == asked
    for key in asked:
        page = ann.get(f"/tries/{try_id}/questions/{key}")
        assert " ".join(page.all("h1")[0].itertext()) == seen[key]
        ann.press(page, "Save and continue", answer=key[-1])
    said = ann.post(f"/tries/{try_id}/close").text
    assert "You have 100%. 50% is a pass." in said
    found = questions_of([try_page(try_id).pinned[key] for key in asked])
    assert [one["forms"][0]["value"] for one in found.values()] == [key[-1] for key in asked]


TEXTS = "? Say more. {#say}\n... mentor\n\n? What do you think? {#think}\n... reflection\n\n? 1 and 1? {#two}\n= 2"


@pytest.fixture
def writing(app, people):
    """A try with questions to write to, whose answers are locked once they are handed in."""
    publish_tree(tree("shuffle: false", bank=TEXTS), "sums")
    return start(people, begin(people))


def test_where_nothing_has_points_nothing_is_said_to_be_right(app, people, browse):
    publish_tree(tree("shuffle: false", bank=TEXTS.partition("? 1 and 1")[0]), "sums")
    attempt = begin(people)
    _try_id, said = sit(browse(people.ann), people, attempt, say="I dig.", think="It rains.")
    assert "You passed" in said
    assert "right" not in said
    assert "100%" not in said


def fields(page, key: str, **changed: str) -> dict[str, str]:
    return {**page.form(f"/answers/{key}"), **changed}


def test_what_stands_in_the_box_is_kept_and_counts_for_nothing(writing, people, browse):
    ann = browse(people.ann)
    here, draft = f"/tries/{writing}/questions/say", f"/tries/{writing}/drafts/say"
    page = ann.post(draft, fields(ann.get(here), "say", answer="First I"))
    assert page.form("/answers/say")["answer"] == "First I"
    assert "not handed in yet" in page.text
    page = ann.post(draft, fields(page, "say", answer="First I dig."))
    assert browse(people.ann).get(here).form("/answers/say")["answer"] == "First I dig."
    assert stored(writing, "say") == []
    assert "Not answered yet" in ann.get(f"/tries/{writing}/check").text
    assert not ann.post(f"/tries/{writing}/close").text.startswith("You passed")
    page = ann.press(page, "Save and continue", answer="First I dig. Then I plant.")
    assert "Saved for your mentor" in page.text
    assert stored(writing, "say") == ["First I dig. Then I plant."]
    db.session.remove()
    assert db.session.scalars(sa.select(AnswerDraft)).all() == []
    rows = db.session.execute(sa.select(AnswerSave.value, AnswerSave.outcome).order_by(AnswerSave.id)).all()
    assert [tuple(row) for row in rows] == [
        ("First I", "draft"),
        ("First I dig.", "draft"),
        ("First I dig. Then I plant.", "current"),
    ]


def test_an_answer_that_was_not_handed_in_is_named_before_the_try_is_closed(app, people, browse):
    publish_tree(tree("shuffle: false\nfeedback: end", bank=TEXTS), "sums")
    try_id, ann = start(people, begin(people)), browse(people.ann)
    page = ann.get(f"/tries/{try_id}/questions/say")
    ann.post(f"/tries/{try_id}/drafts/say", fields(page, "say", answer="I"))
    assert "Say more. Not answered yet Begun, not handed in yet" in ann.get(f"/tries/{try_id}/check").text
    for key, words in (("say", "I dig."), ("think", "It rains."), ("two", "2")):
        page = ann.press(ann.get(f"/tries/{try_id}/questions/{key}"), "Save and continue", answer=words)
    said = "A newer answer, not handed in yet"
    assert said not in page.text
    page = ann.get(f"/tries/{try_id}/questions/say")
    ann.post(f"/tries/{try_id}/drafts/say", fields(page, "say", answer="I dig and rake."))
    page = ann.get(f"/tries/{try_id}/check")
    assert f"Say more. Answered {said}" in page.text
    assert page.text.count(said) == 1
    ann.press(ann.get(f"/tries/{try_id}/questions/say"), "Save and continue")
    assert stored(try_id, "say") == ["I dig and rake."]
    assert said not in ann.get(f"/tries/{try_id}/check").text


def test_half_an_answer_of_any_kind_comes_back_as_it_was_typed(writing, people, browse):
    ann = browse(people.ann)
    page = ann.get(f"/tries/{writing}/questions/two")
    page = ann.post(f"/tries/{writing}/drafts/two", fields(page, "two", answer="1 1/"))
    assert page.form("/answers/two")["answer"] == "1 1/"
    page = ann.press(page, "Save and continue")
    assert page.status == 422
    assert page.form("/answers/two")["answer"] == "1 1/"


def test_a_draft_sent_twice_is_kept_once(writing, people, browse):
    ann = browse(people.ann)
    sent = fields(ann.get(f"/tries/{writing}/questions/say"), "say", answer="Once.")
    for _ in range(2):
        ann.post(f"/tries/{writing}/drafts/say", sent)
    db.session.remove()
    assert db.session.scalars(sa.select(AnswerDraft.revision)).all() == [1]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AnswerSave)) == 1


def test_two_kiosks_that_are_both_still_typing_lose_neither_text_and_show_both(writing, people, browse):
    first, second = browse(people.ann), browse(people.ann)
    here, draft = f"/tries/{writing}/questions/say", f"/tries/{writing}/drafts/say"
    one, two = first.get(here), second.get(here)
    one = first.post(draft, fields(one, "say", answer="From the left."))
    page = second.post(draft, fields(two, "say", answer="From the right."))
    assert "There are two answers. Choose one." in page.text
    assert page.form("/answers/say")["answer"] == "From the left."
    assert "From the right." in page.text
    page = first.post(draft, fields(one, "say", answer="From the left. Then on."))
    assert "From the right." in page.text, "whoever reads on sees both"
    page = second.press(two, "Save and continue", answer="From the right.")
    assert "There are two answers. Choose one." in page.text
    assert stored(writing, "say") == [], "an older page hands nothing in over newer words"
    page = second.press(page, "Save and continue", answer="From both sides.")
    assert stored(writing, "say") == ["From both sides."]
    assert "From the right." in page.text


def test_a_draft_after_the_answer_was_handed_in_is_kept_beside_it(writing, people, browse):
    first, second = browse(people.ann), browse(people.ann)
    here = f"/tries/{writing}/questions/say"
    one, two = first.get(here), second.get(here)
    first.press(one, "Save and continue", answer="Handed in.")
    page = second.post(f"/tries/{writing}/drafts/say", fields(two, "say", answer="Still typing."))
    assert "Another answer was sent too" in page.text
    assert "Still typing." in page.text
    assert stored(writing, "say") == ["Handed in."]


def test_a_draft_under_the_key_of_its_page_does_not_keep_the_answer_from_being_handed_in(writing, people, browse):
    """She left the page with her words unsaved, came back to that very page, and handed the same words in."""
    ann = browse(people.ann)
    sent = fields(ann.get(f"/tries/{writing}/questions/say"), "say", answer="I dig.")
    ann.post(f"/tries/{writing}/drafts/say", sent)
    assert "Saved for your mentor" in ann.post(f"/tries/{writing}/answers/say", sent).text
    assert stored(writing, "say") == ["I dig."]
    ann.post(f"/tries/{writing}/answers/say", sent)
    assert stored(writing, "say") == ["I dig."]


def test_two_half_orders_from_two_kiosks_are_both_shown_in_words(app, people, browse):
    publish_tree(tree("shuffle: false", bank="? Sort them. {#sort}\n1) Alpha\n2) Beta\n3) Gamma"), "sums")
    try_id = start(people, begin(people))
    first, second = browse(people.ann), browse(people.ann)
    here, draft = f"/tries/{try_id}/questions/sort", f"/tries/{try_id}/drafts/sort"
    one, two = first.get(here), second.get(here)
    items = questions_of([try_page(try_id).pinned["sort"]])["sort"]["items"]
    alpha, beta, gamma = (f"place-{item['id']}" for item in items)
    first.post(draft, fields(one, "sort", **{beta: "1"}))
    page = second.post(draft, fields(two, "sort", **{gamma: "1"}))
    assert "Saved now: 1. Beta" in page.text
    assert "Also sent, at 05:00: 1. Gamma" in page.text
    page = second.post(draft, fields(page, "sort", **{alpha: "3", beta: "2", gamma: "1"}))
    page = first.press(one, "Save and continue", **{alpha: "3", beta: "2", gamma: "1"})
    assert page.text.count("1. Gamma 2. Beta 3. Alpha") == 1, "what says the same is no other answer"


def test_a_draft_that_is_far_too_long_stays_on_the_page(writing, people, browse):
    ann = browse(people.ann)
    page = ann.get(f"/tries/{writing}/questions/say")
    page = ann.post(f"/tries/{writing}/drafts/say", fields(page, "say", answer="x" * 20_001))
    assert page.status == 422
    assert page.form("/answers/say")["answer"] == "x" * 20_001
