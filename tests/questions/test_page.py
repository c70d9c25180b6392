"""The quiz of the format page: what an author sees there reads, writes and reads again."""

from lms.questions import KINDS, read_quiz, write_quiz

PAGE = """\
? What is net pay? {#net-pay}
Look at Dana's pay stub.
( ) Her pay before anything is taken out
> Not quite. That is gross pay.
(x) What she takes home
> Yes. Net pay is what is left after tax and other deductions.
( ) Her overtime
> Not quite. Overtime is a part of gross pay.
! Think of what reaches her hand.

? Which of these can be taken from pay? {#deductions}
[x] Tax
> Yes. Tax is held back from most pay.
[x] Child support set by a court
> Yes. A court order can take a part.
[ ] A fee for clocking in
> Not quite. Clocking in is part of the job.

? She works 32 hours at $15 an hour. What is her gross pay in dollars? {#gross}
= 480 +- 0.01
> Hours times rate: 32 × 15 = 480.

? What do we call pay before deductions? {#gross-word}
= gross pay
or= gross

? Put these in order. {#order}
1) Read the stub
2) Check the hours
3) Ask about what you do not understand

? Match each form to its use. {#forms}
W-4 :: tells the employer how much tax to hold back
W-2 :: shows the year's pay and tax
:: asks for a loan

? What would you check first on your own stub? {#first-check}
... reflection

? Write two lines that ask for a correction. {#ask}
... mentor
- names the mistake
- asks for one clear thing
"""


def test_the_page_reads_without_a_slip_and_shows_every_kind():
    questions, slips = read_quiz(PAGE)
    assert slips == []
    assert [question["kind"] for question in questions] == list(KINDS)
    assert [question["id"] for question in questions] == [
        "net-pay",
        "deductions",
        "gross",
        "gross-word",
        "order",
        "forms",
        "first-check",
        "ask",
    ]


def test_the_page_is_printed_as_it_was_written():
    assert write_quiz(read_quiz(PAGE)[0]) == PAGE
