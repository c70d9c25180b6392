"""What can stand in the way of a change to a draft; each says why in a sentence for the author (``words``)."""


class Clash(Exception):
    """Somebody else did something first."""

    words = "Somebody changed this draft first. Go back and look again."

    def __init__(self) -> None:
        super().__init__(self.words)


class DraftClosed(Clash):
    """Somebody has published or discarded the draft meanwhile; a text that was sent is kept all the same."""

    words = "The draft was closed meanwhile. Open a new one and try again."


class PathTaken(Clash):
    """There is a file where one was to go; ``path`` says which."""

    words = "There is a file at that place already. Go back and look again."

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
