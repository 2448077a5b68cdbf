"""age files: sealing to somebody, and opening what was sealed to this device's box key.

The identity lives for the one call. Large files are sealed and opened as streams, never whole in memory.
"""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

import pyrage

from shared_schema.age_text import identity_text, refusal_of
from shared_schema.errors import HomewardError
from shared_schema.wire.photo_file import Readable, SealInto, Writable


def open_age_file(sealed: bytes, *, private_key: bytes) -> tuple[bytes, bool]:
    """The plain bytes up to any damage, and whether that is all of it; age verifies each 64 KiB by itself.

    Raises `bundle.for_another` where this key opens it not, `bundle.damaged` where nothing can be read.
    """
    plain = BytesIO()
    is_whole = open_age_into(BytesIO(sealed), plain, private_key=private_key)
    return plain.getvalue(), is_whole


def open_age_into(sealed: BinaryIO, plain: Writable, *, private_key: bytes) -> bool:
    """The same as a stream; whether that was all of it. What `plain` raises comes out as it is."""
    identity = pyrage.x25519.Identity.from_str(identity_text(private_key))
    try:
        pyrage.decrypt_io(sealed, plain, [identity])
    except pyrage.DecryptError as error:
        raise HomewardError(refusal_of(str(error)), sections=0, of=0) from error
    except OSError:  # a piece does not verify: those before it do
        return False
    return True


def sealer_to(recipient: str) -> Callable[[bytes], bytes]:
    """Seals to an age recipient (`age1…`); nobody but its holder opens the result."""
    to = pyrage.x25519.Recipient.from_str(recipient)

    def seal(plain: bytes) -> bytes:
        sealed: bytes = pyrage.encrypt(plain, [to])
        return sealed

    return seal


def pouring_to(recipient: str) -> SealInto:
    """Seals a stream to an age recipient."""
    to = pyrage.x25519.Recipient.from_str(recipient)

    def pour(plain: Readable, sealed: Writable) -> None:
        pyrage.encrypt_io(plain, sealed, [to])

    return pour
