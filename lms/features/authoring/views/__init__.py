"""The pages of the library."""

from lms.features.authoring.views import library
from lms.features.authoring.views.found import routes

__all__ = ["library", "routes"]
