"""The pages on which courses are written."""

from lms.features.drafts.views import arranging, carrying, editing, printing, saves, starting
from lms.features.drafts.views.found import routes

__all__ = ["arranging", "carrying", "editing", "printing", "routes", "saves", "starting"]
