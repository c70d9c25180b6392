"""The pages between a draft and a version."""

from lms.features.publishing.views import publishing, restoring, seeing, translating
from lms.features.publishing.views.found import routes

__all__ = ["publishing", "restoring", "routes", "seeing", "translating"]
