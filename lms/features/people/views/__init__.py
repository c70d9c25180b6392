"""The pages about people."""

from lms.features.people.views import access, account, learning, listing, person
from lms.features.people.views.found import routes

__all__ = ["access", "account", "learning", "listing", "person", "routes"]
