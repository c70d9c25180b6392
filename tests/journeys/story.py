"""The whole story of one course, step by step: who does what, and what she finds when she comes back to it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT, Kiosk
from tests.make import PIN

THOUGHT = "Beans for my daughter <b>& me</b>"
PLAN = "First I dig the bed.\nThen I plant – añil & Łubin."
TASK = "I drew a bed of 1 m × 2 m.\nThe tools hang on the left."
STRENGTH = "Your bed is drawn clearly and to scale."
NEXT_STEP = "Write the names of three plants beside it."

ANSWERS: dict[str, tuple[str, str]] = {
    "What is soil?": ("The ground plants grow in", "Right"),
    "Which do plants need?": ("Water|Noise", "Not yet. Here is why"),
    "How many legs has a bee?": ("6", "Right"),
    "What do we call the ground plants grow in?": ("Soil", "Right"),
    "Put these in order.": ("Dig|Plant|Water", "Right"),
    "Match each tool to its use.": ("Spade=digs|Can=waters", "Right"),
    "What would you grow?": (THOUGHT, "Saved"),
    "Say how you would start a bed.": (PLAN, "Saved for your mentor"),
    "True or false: rain is water.": ("True", "Right"),
}
"""What she answers to each question, and what the page says to it; one answer is not whole."""


@dataclass(frozen=True)
class Step:
    """One thing somebody does. ``there`` finds the same place again at another kiosk, after *Continue*."""

    name: str
    do: Callable[[Kiosk], None]
    there: Callable[[Kiosk], None]
    by: str = "2001"


LATER = {"Which do plants need?": ("Water|Light", "Right")}
"""What she answers when an earlier question comes again."""


def fill_answer(kiosk: Kiosk, learned: bool = False) -> str:
    """Give the answer to the question on the page with the controls it has; returns what the page will say to it."""
    stem = kiosk.page.locator("h1").inner_text().strip()
    given, said = (ANSWERS | LATER if learned else ANSWERS)[stem]
    give(kiosk, given)
    return said


def give(kiosk: Kiosk, given: str) -> None:
    """Answer with whatever controls are there: places are parted by a bar, pairs are joined by an equals sign."""
    page = kiosk.page
    if page.locator("ol.order").count():
        for place, words in enumerate(given.split("|"), 1):
            page.get_by_label(words, exact=True).select_option(str(place))
    elif page.locator("ul.match").count():
        for pair in given.split("|"):
            left, right = pair.split("=")
            page.get_by_label(left, exact=True).select_option(label=right)
    elif page.locator("#answer[type=radio], #answer[type=checkbox]").count():
        for words in given.split("|"):
            page.get_by_label(words, exact=True).check()
    else:
        page.locator("#answer").fill(given)


def answer(kiosk: Kiosk, learned: bool = False) -> None:
    """Answer the question on the page and read the reason."""
    stem = kiosk.page.locator("h1").inner_text().strip()
    said = fill_answer(kiosk, learned)
    kiosk.press("Save and continue")
    kiosk.sees("Your answer", said)
    kiosk.heading(stem)


def next_question(kiosk: Kiosk) -> None:
    """From the home page straight to the question under way, and answer it."""
    kiosk.go_on()
    expect(kiosk.page.locator(".where")).to_contain_text("Question", timeout=WAIT)
    answer(kiosk)


def answered(place: int) -> Callable[[Kiosk], None]:
    """Her words to question ``place`` stand there, and Continue leads to the one after it."""

    def find(kiosk: Kiosk) -> None:
        kiosk.open("/")
        kiosk.sees(f"Quiz: question {min(place + 1, 8)} of 8")
        try_id = kiosk_try(kiosk)
        stem, (given, _) = list(ANSWERS.items())[place - 1]
        slug = ("soil", "need", "legs", "word", "order", "tools", "grow", "bed")[place - 1]
        kiosk.open(f"/tries/{try_id}/questions/{slug}")
        kiosk.heading(stem)
        shown = " ".join(kiosk.page.locator("ul.answered").inner_text().split())
        for words in given.replace("=", " → ").split("|"):
            assert " ".join(words.split()) in shown, (stem, shown)

    return find


def kiosk_try(kiosk: Kiosk) -> str:
    """The number of the try that Continue leads into."""
    kiosk.go_on()
    kiosk.page.wait_for_url("**/tries/**")
    return kiosk.path.split("/")[2]


def comes_to(*words: str) -> Callable[[Kiosk], None]:
    """Continue leads to a page with these words."""

    def find(kiosk: Kiosk) -> None:
        kiosk.go_on()
        kiosk.sees(*words)

    return find


def take_up(kiosk: Kiosk) -> None:
    kiosk.follow("Courses")
    kiosk.follow("Garden Work")
    kiosk.press("Start this course")
    kiosk.sees("First finish: Soil")


def begin(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.heading("Dig")


def read(after: str) -> Callable[[Kiosk], None]:
    """Try the question inside the lesson, then mark the lesson as read and come to what is after it."""

    def do(kiosk: Kiosk) -> None:
        kiosk.go_on()
        kiosk.page.get_by_label("Dig", exact=True).check()
        kiosk.press("Check my answer")
        kiosk.sees("Yes. Digging makes room.")
        kiosk.press("Mark as read and continue")
        kiosk.heading(after)

    return do


def start_quiz(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.press("Start the quiz")
    kiosk.sees("Question 1 of 8")


def end_quiz(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.heading("Check your answers")
    kiosk.press("See your result")
    kiosk.heading("You passed")
    kiosk.sees("What to read again", "Noise does nothing for them")


def rate(kiosk: Kiosk, rating: int, lines: int = 3) -> None:
    """Choose the same rating for the first lines."""
    for at in range(lines):
        kiosk.page.locator("fieldset.rating").nth(at).locator(f"input[value='{rating}']").check()


def practise(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.heading("Practical task: Soil")
    rate(kiosk, 2, lines=2)
    kiosk.page.locator("#words").fill(TASK)
    kiosk.press("Save for later")
    expect(kiosk.page.locator("form[data-draft] [data-status]")).to_contain_text("Saved", timeout=WAIT)


def practised(kiosk: Kiosk) -> None:
    kiosk.go_on()
    expect(kiosk.page.locator("#words")).to_have_value(TASK, timeout=WAIT)
    assert kiosk.page.locator("fieldset.rating input[value='2']:checked").count() == 2


def finish_practice(kiosk: Kiosk) -> None:
    kiosk.go_on()
    rate(kiosk, 3)
    kiosk.press("Save and continue")
    kiosk.heading("Ask for sign-off: Soil")


def ask(module: str) -> Callable[[Kiosk], None]:
    def do(kiosk: Kiosk) -> None:
        kiosk.go_on()
        kiosk.page.get_by_label("This is my own work").check()
        kiosk.press("Ask for sign-off")
        kiosk.heading(f"Waiting for your mentor: {module}")

    return do


def claim(kiosk: Kiosk) -> None:
    kiosk.follow("Reviews")
    kiosk.press("Look at this work", within=review_card(kiosk))
    kiosk.heading("Nia Example: Soil")
    kiosk.sees(TASK.splitlines()[0], PLAN.splitlines()[0], "A thought for herself. Only she can read it.")
    assert THOUGHT not in kiosk.words


def review_card(kiosk: Kiosk):
    return kiosk.page.locator("tr", has_text="Nia Example")


def claimed(kiosk: Kiosk) -> None:
    kiosk.open("/reviews")
    kiosk.sees("You are looking at these", "Nia Example")


def sign(kiosk: Kiosk, words: str, rating: int = 0) -> None:
    """Rate every line, where there are lines, and sign with name and passphrase."""
    if rating:
        rate(kiosk, rating)
    kiosk.page.locator("#signer").fill("wren")
    kiosk.page.locator("#signer_secret").fill(PIN)
    kiosk.press(words)


def return_it(kiosk: Kiosk) -> None:
    kiosk.open("/reviews?show=mine")
    kiosk.follow("Go on with this review")
    kiosk.page.locator("#strength").fill(STRENGTH)
    kiosk.page.locator("#next_step").fill(NEXT_STEP)
    sign(kiosk, "Return with a next step", rating=2)
    kiosk.heading("Reviews")
    kiosk.sees("Your words are saved")


def returned(kiosk: Kiosk) -> None:
    kiosk.open("/reviews")
    kiosk.sees("Reviews")
    assert "Nia Example" not in kiosk.words


def read_return(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.heading("Read what your mentor wrote: Soil")
    kiosk.sees(STRENGTH, NEXT_STEP, "Said by Wren Example", "Who opened your work")
    kiosk.follow("Practical task")
    kiosk.page.locator("#words").fill(TASK + "\nKale, beans and mint.")
    kiosk.press("Save and continue")
    kiosk.sees("Ask again")
    kiosk.page.get_by_label("This is my own work").check()
    kiosk.press("Ask for sign-off")
    kiosk.heading("Waiting for your mentor: Soil")


def approve(kiosk: Kiosk) -> None:
    kiosk.open("/reviews")
    kiosk.press("Look at this work", within=review_card(kiosk))
    kiosk.sees("Kale, beans and mint.", "What was said before", NEXT_STEP)
    sign(kiosk, "Approve and sign", rating=3)
    kiosk.sees("Your signature is saved")


def learn_water(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.heading("Rain")
    kiosk.press("Mark as read and continue")
    kiosk.press("Start the quiz")
    for place in (1, 2, 3):
        kiosk.sees(f"Question {place} of 3")
        answer(kiosk, learned=True)
        if place < 3:
            kiosk.follow("Next question")
    kiosk.press("See your result")
    kiosk.heading("You passed")


def sign_here(kiosk: Kiosk) -> None:
    kiosk.go_on()
    kiosk.follow("Let your mentor sign here")
    kiosk.heading("Sign here: Water")
    sign(kiosk, "Approve and sign")
    kiosk.heading("Signed off: Water")
    kiosk.sees("Wren Example signed it on")


def finished(kiosk: Kiosk) -> None:
    kiosk.open("/record")
    kiosk.sees("Garden Work", "Soil", "Water", "Wren Example (mentor)", "Record number")


LEARNING = (
    Step("take up the course", take_up, comes_to("Lesson 1 of 2")),
    Step("begin the module", begin, comes_to("Lesson 1 of 2", "By the end you can name what soil is.")),
    Step("read lesson 1", read("Plant"), comes_to("Lesson 2 of 2")),
    Step("read lesson 2", read("Quiz: Soil"), comes_to("Quiz: Soil", "Start the quiz")),
    Step("start the quiz", start_quiz, comes_to("Question 1 of 8", "What is soil?")),
    *(Step(f"answer question {place}", next_question, answered(place)) for place in range(1, 9)),
    Step("see the result", end_quiz, comes_to("Practical task: Soil")),
    Step("practise", practise, practised),
    Step("finish the practical", finish_practice, comes_to("Ask for sign-off: Soil")),
    Step("ask for sign-off", ask("Soil"), comes_to("Waiting for your mentor: Soil", "Nobody has picked it up yet.")),
)
SIGNING = (
    Step("claim", claim, claimed, by="wren"),
    Step("return", return_it, returned, by="wren"),
    Step("read and ask again", read_return, comes_to("Waiting for your mentor: Soil")),
    Step("approve", approve, returned, by="wren"),
    Step("learn water", learn_water, comes_to("Ask for sign-off: Water")),
    Step("ask again", ask("Water"), comes_to("Waiting for your mentor: Water")),
    Step("sign here", sign_here, finished),
)
STORY = (*LEARNING, *SIGNING)
