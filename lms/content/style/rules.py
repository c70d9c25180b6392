"""Every rule of how a lesson is written: its name, how grave it is, how far it looks, and why it is there."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["place", "file", "course"]
"""What a rule looks at: words in a place, a file as a whole, or a whole course."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. An error stops publishing, a warning does not; ``reason`` is said to the author who asks why."""

    name: str
    reason: str
    severity: str = "warning"
    scope: Scope = "place"


_ALL = (
    Rule(
        "reading-level",
        "Many women here read below grade 8. Short words and sentences let all of them in.",
        scope="file",
    ),
    Rule("reading-median", "Half of the lessons of a course should be easier than grade 5.5.", scope="course"),
    Rule("sentence-long", "A reader who must hold over 22 words in mind loses the start of the sentence."),
    Rule("sentence-mean", "Sentences of 14 words on average keep the pace of slow readers.", scope="file"),
    Rule("paragraph-long", "A wall of text is skipped. Up to 3 sentences can be seen at one glance."),
    Rule(
        "lesson-length",
        "A visit to the kiosk lasts 10 to 40 minutes. A lesson must fit, and be worth it.",
        scope="file",
    ),
    Rule("key-points", "More than 5 points are not remembered."),
    Rule("table-wide", "More than 4 columns do not fit a small screen or a printed page."),
    Rule("third-person", "A lesson speaks to one woman. Say “you”."),
    Rule("no-you", "A lesson speaks to one woman. Say “you”.", scope="file"),
    Rule("we", "“We” leaves open who is meant. It is for the course team only."),
    Rule("informal", "People are spoken to as “usted”."),
    Rule("passive", "The passive hides who does it. At most 1 sentence in 10 may be passive.", scope="place"),
    Rule("term-bold", "A new term is bold once, where it is explained, so that she finds it again."),
    Rule("term-undefined", "A term in bold needs its plain words in the list of words."),
    Rule("term-long", "A definition of over 15 words is a second lesson."),
    Rule("terms-many", "More than 6 new terms in a lesson are not learned.", scope="file"),
    Rule("acronym", "Capital letters mean nothing to a reader who never saw the words behind them."),
    Rule("number-word", "Digits are quicker to read than words, and are the same in every language."),
    Rule("date-form", "5/6 is May in one country and June in another. Write the day, the month as a word, the year."),
    Rule("one-system", "Trades use inches here and centimetres there. Show both."),
    Rule("alt-length", "Alt text says what she must notice. Under 5 words say too little, over 30 are a paragraph."),
    Rule("audio-words", "Not everybody can hear a recording, and not every kiosk has sound.", scope="file"),
    Rule("colour-only", "Not everybody sees colours, and paper here is black and white."),
    Rule("screen-words", "She may use touch, keys or paper. Nothing may hang on hovering or clicking."),
    Rule("address", "There is no internet here. An address leads nowhere and reads like a promise."),
    Rule("online", "There is no internet here, and apps and networks are not for every woman."),
    Rule("phone", "Numbers and post addresses change. They live in a dated fact, which hides itself in time."),
    Rule("fact-typed", "A number that changes lives in one dated fact, not in many lessons."),
    Rule("dash-chain", "Dashes hide one sentence inside another."),
    Rule("idiom", "An idiom says something else than its words. Learners of the language are lost."),
    Rule("banned-word", "The word makes a woman smaller than she is.", severity="error"),
    Rule("praise", "Loud praise sounds like talk to a child."),
    Rule("feedback-tone", "Feedback is about the answer and never shames."),
    Rule("feedback-blame", "Feedback is about the answer and never shames.", severity="error"),
    Rule("feedback-start", "A wrong answer is met with “Not quite”, “Not yet” or “Here is why”."),
    Rule("feedback-long", "Why it is right fits into 30 words."),
    Rule("feedback-where", "She should know where to read again."),
    Rule("option-count", "3 or 4 options (2 for true or false) are enough to think about."),
    Rule("option-length", "The longest option is guessed without reading."),
    Rule(
        "longest-right", "When the longest option is mostly right, a quiz can be passed without reading.", scope="file"
    ),
    Rule("all-or-none", "“All of these” is answered by who knows two of them."),
    Rule("double-negative", "Two negatives test patience and not knowledge."),
    Rule("stem-long", "A question of over 25 words tests reading and not the lesson."),
    Rule("true-false-many", "Every second true-or-false is right by luck.", scope="file"),
    Rule("kinds-few", "Different kinds of question ask for different kinds of knowing.", scope="file"),
    Rule("cases-few", "Two questions at least should use the idea in a short case.", scope="file"),
    Rule("key-place", "When the right answer mostly stands in one place, the place is learned.", scope="file"),
    Rule("true-balance", "When most statements are true, “true” is learned.", scope="course"),
    Rule("number-tolerance", "A right way with another rounding must count as right."),
    Rule("number-method", "She sees from the steps where her own sum went another way."),
    Rule("bank-small", "A second try should hold other questions.", scope="file"),
    Rule("recall-few", "What is asked again after a while stays.", scope="course"),
    Rule("criteria-count", "4 to 8 criteria can be watched in one session.", scope="file"),
    Rule("criterion-watch", "A mentor can watch what she does, not what she understands."),
    Rule("criterion-two", "Two things in one line cannot be rated with one mark."),
    Rule("criterion-star", "With tools, what keeps her safe is marked with ★.", scope="file"),
    Rule("practical-front", "She and her mentor plan by tier, minutes and materials.", scope="file"),
    Rule("practical-time", "45 minutes is the longest that a visit allows.", scope="file"),
    Rule("allow-form", "A rule is only set aside for one place, by its name, and with a reason."),
    Rule("allow-unneeded", "What sets a rule aside where nothing is amiss hides the next slip."),
)

RULES = {rule.name: rule for rule in _ALL}
"""The rules by name."""
