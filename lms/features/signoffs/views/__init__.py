"""The pages of sign-off: hers, the reviewers', and the signing itself."""

from lms.features.signoffs.views import (
    appealing,
    asking,
    deciding,
    reviewing,
    revoking,
    signatures,
    signing,
    witnessing,
    workshops,
)
from lms.features.signoffs.views.found import routes

__all__ = [
    "appealing",
    "asking",
    "deciding",
    "reviewing",
    "revoking",
    "routes",
    "signatures",
    "signing",
    "witnessing",
    "workshops",
]
