"""Which approvals a second person looks at once more: nobody can foresee or steer it, and anybody can work it out later."""

import hashlib

OF = 10_000


def sampled(signature_hash: str, percent: int) -> bool:
    """Say whether an approval is in the sample of so many per cent.

    The hash of a signature binds the server's time to the microsecond and the signature before it, so that neither
    signer nor learner knows it beforehand; afterwards it stands in the chain and gives the same answer for ever.
    """
    drawn = int(hashlib.sha256(f"sample:{signature_hash}".encode()).hexdigest(), 16) % OF
    return drawn * 100 < percent * OF
