"""The public half of a custodian's key as a file, from her offline machine to whoever signs the list of custodians."""

from shared_schema.canonical import decode_bytes, dumps, encode_bytes, loads
from shared_schema.errors import HomewardError
from shared_schema.signed_lists import CUSTODIAN_KEY_BYTES

FORMAT = "homeward-custodian-public"


def write_custodian_public(suite: int, pub: bytes) -> bytes:
    """Canonical JSON {format, v, suite, pub}."""
    return dumps({"format": FORMAT, "v": 1, "suite": suite, "pub": encode_bytes(pub)})


def read_custodian_public(data: bytes) -> tuple[int, bytes]:
    """(suite, public key); `certificate.not_valid` for anything else."""
    try:
        document = loads(data.strip())
        suite, pub = document["suite"], decode_bytes(document["pub"])
        if document["format"] == FORMAT and document["v"] == 1 and len(pub) == CUSTODIAN_KEY_BYTES[suite]:
            return suite, pub
    except (KeyError, TypeError, HomewardError) as error:
        raise HomewardError("certificate.not_valid", what=FORMAT) from error
    raise HomewardError("certificate.not_valid", what=FORMAT)
