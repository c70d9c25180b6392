"""Every slip an author can make in quiz text, by the name of its rule, and the words that say how to mend it."""

from collections.abc import Mapping
from types import MappingProxyType

from lms.questions.base import Slip

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "empty-quiz": 'There is no question here yet. A question starts with "?" and a space.',
        "text-before": "This text stands before the first question, so it would not be shown. "
        'A question starts with "?" and a space.',
        "one-question": "Only one question fits here. Move this one to the quiz.",
        "hidden-character": "Remove the hidden character at position {at} of this line.",
        "open-fence": "The block of code that starts here never ends. Close it with a line that holds {fence} only.",
        "marker": 'This line starts with "{wrote}". Did you mean "{meant}"? Put one space after the mark.',
        "open-marker": 'This line reads "{wrote}". Did you mean "{meant}"?',
        "pair-marker": 'Put one space before "::" and one space after it. To show the characters, write "\\::".',
        "indented-marker": '"{mark}" must stand at the left edge. Take out the blanks before it. '
        'To show it as plain text, put "\\" before it.',
        "indent": "This line starts with a blank. Start it at the left edge. "
        "To join it to the line above, use two spaces and leave no empty line between.",
        "no-mark": "This line has no mark, so it would not be shown. "
        "To join it to the line above, put two spaces before it.",
        "no-stem": 'Write the question on this line, after "?" and one space.',
        "id-missing": "This question has no id. Put one at the end of the line, for example {{#{meant}}}.",
        "id-form": "{{{wrote}}} is not an id. Use small letters, digits and hyphens, at most 40. "
        "Did you mean {{#{meant}}}?",
        "id-place": "Give this question one id only, at the very end of the line.",
        "id-twice": 'The id "{id}" is already used on line {first}. Give each question its own id.',
        "no-answers": 'This question has no answers yet. Write them under it. For one answer: "( )" and "(x)". '
        'For several: "[ ]" and "[x]". For a number or words: "=". For steps in order: "1)". For pairs: " :: ". '
        'For her own words: "... reflection" or "... mentor".',
        "not-a-list": 'Was this meant as an answer? Take out what stands before "(" or "[".',
        "not-a-number": 'Was this meant as a step to put in order? Write "1)", not "1.".',
        "not-a-letter": 'Was this meant as an answer? Start it with "( )", or with "(x)" where it is right.',
        "mixed": 'This question starts with "{mark}", and this line is of another sort. Use one sort in a question.',
        "hint-early": "A hint stands after the answers. Move this line down. "
        'To show it as plain text, put "\\" before it.',
        "no-hint": 'Write the hint after "!" and one space.',
        "feedback-place": "Feedback stands straight under its answer, with no line between. "
        "What explains the whole question comes after the last answer.",
        "no-words": "There are no words on this line. Write them after the mark, or take the line out.",
        "twice": "The same words are already on line {first}. Make the two differ.",
        "no-feedback": 'This answer has no feedback. Write it on the next line, after ">" and one space.',
        "one-option": "There is one to choose from. Give at least two.",
        "no-right": "No answer is marked as right. Put an x between the brackets of the right one: {mark}.",
        "two-right": "Line {first} is marked as right already. Mark one only. "
        'Where several are right, use "[ ]" and "[x]" for all lines.',
        "number": "This looks like a number but cannot be read as one. Write it like 1,480 or 0.5 or 10 3/8. "
        'Then add "+- 0.01" for a tolerance and "[hours]" for a unit, if you need them. '
        'If it is not a number, put it in quotes, like "50%".',
        "divided-by-zero": "A fraction cannot have zero below the line.",
        "exact-number": 'A number is compared as a number, so "exact=" does not fit here. '
        'For exact typing, start with "exact=" and write no "=" line.',
        "second-form": 'Write "or=" for another answer that counts. "=" stands on the first line only.',
        "first-form": 'Write "=" for the first answer. "or=" adds another one below it.',
        "step-number": 'Number the steps 1, 2, 3 in the right order. Write "{meant}" here.',
        "two-pairs": 'Write " :: " once in a line. To show the characters, write "\\::".',
        "no-match": 'Write the match after "::" and one space.',
        "no-pair": 'Write words on both sides of "::" in at least one line.',
        "paired-already": "These words are already the match on line {first}. "
        "Make the two differ, or take this line out.",
        "own-words": 'Nothing else stands under "... reflection". Take this line out.',
        "rubric": 'Under "... mentor" each line starts with "- " and says what the mentor looks for.',
    }
)
"""The words for authors; a name in braces is filled in where the slip is found."""


def slip(line: int, rule: str, **names: object) -> Slip:
    """Make the slip of a rule at a line, with the words that belong to it."""
    return Slip(line, rule, WORDS[rule].format(**names))
