"""Taking certificates back when a module that they certify is revoked; the paper stays and says so, with the date."""

import datetime as dt

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db
from lms.models.signoffs import Certificate
from lms.rules.permissions import Actor


def revoke_certificates(actor: Actor, person_id: int, module_id: str, now: dt.datetime) -> list[str]:
    """Mark each standing certificate of hers that certifies this module as taken back; give their numbers."""
    standing = sa.select(Certificate).where(Certificate.person_id == person_id, Certificate.revoked_at.is_(None))
    numbers = []
    for row in db.session.scalars(standing.order_by(Certificate.number).with_for_update()):
        if any(one["module"] == module_id for one in row.content["modules"]):
            row.revoked_at = now
            note(actor, "certificate-revoked", "certificate", row.number, now, module=module_id)
            numbers.append(row.number)
    return numbers
