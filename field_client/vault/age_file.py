"""age files: sealing to somebody, and opening what was sealed to this device's box key.

The identity lives for the one call.
"""

from collections.abc import Callable
from io import BytesIO

import pyrage

from shared_schema.age_text import identity_text, refusal_of
from shared_schema.errors import HomewardError


def open_age_file(sealed: bytes, *, private_key: bytes) -> tuple[bytes, bool]:
    """The plain bytes up to any damage, and whether that is all of it; age verifies each 64 KiB by itself.

    Raises `bundle.for_another` where this key opens it not, `bundle.damaged` where nothing can be read.
    """
    identity = pyrage.x25519.Identity.from_str(identity_text(private_key))
    plain = BytesIO()
    try:
        pyrage.decrypt_io(BytesIO(sealed), plain, [identity])
    except pyrage.DecryptError as error:
        raise HomewardError(refusal_of(str(error)), sections=0, of=0) from error
    except OSError:  # a piece does not verify: those before it do
        return plain.getvalue(), False
    return plain.getvalue(), True


def sealer_to(recipient: str) -> Callable[[bytes], bytes]:
    """Seals to an age recipient (`age1…`); nobody but its holder opens the result."""
    to = pyrage.x25519.Recipient.from_str(recipient)

    def seal(plain: bytes) -> bytes:
        sealed: bytes = pyrage.encrypt(plain, [to])
        return sealed

    return seal
