"""Why a quiz on paper cannot be made or entered now."""

from lms.rules.signoffs import Refused


class HandedIn(Refused):
    """The work is with a reviewer or done: another result would change what she was asked to sign."""

    words = "Her work is handed in or done, so no quiz can be added now."


class EnteredAlready(Refused):
    """Another person has entered this sheet."""

    words = "Somebody has entered this sheet already."


class OlderQuiz(Refused):
    """She works on a version with another quiz, and the sheet is of the one before."""

    words = "She works on a newer version now. Please print a new sheet."
