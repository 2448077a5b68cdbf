"""How many trials a random test makes: few in CI, many in `make soak` (HOMEWARD_SOAK=1; security.md section 6).

SOAK_SHARE makes a soak shorter, to see that its paths still run; a kill still comes at every statement, not at some.
"""

import os

SOAK = bool(os.environ.get("HOMEWARD_SOAK"))
SHARE = float(os.environ.get("SOAK_SHARE", "1"))


def trials(in_ci: int, *, soak: int) -> int:
    """How many; a shortened soak never has fewer than CI."""
    return max(in_ci, int(soak * SHARE)) if SOAK else in_ci
