"""The pages of sign-off: hers, the reviewers', and the signing itself."""

from lms.features.signoffs.views import asking, reviewing, signing
from lms.features.signoffs.views.found import routes

__all__ = ["asking", "reviewing", "routes", "signing"]
