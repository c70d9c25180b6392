"""The pages of the library."""

from lms.features.authoring.views import comparing, library
from lms.features.authoring.views.found import routes

__all__ = ["comparing", "library", "routes"]
