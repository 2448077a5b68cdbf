"""The enrolment slip: what a laptop needs for its first contact, as text on paper, as a line in a QR code, and back.

The code is the only secret on it. Servers, authority and root are pinned, so the first contact is not trusted blindly.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared_schema.canonical import decode_bytes, encode_bytes
from shared_schema.codes import ALPHABET, ENROLMENT_CHARACTERS, print_code, read_code
from shared_schema.errors import HomewardError

FIRST_LINE = "HOMEWARD ENROLMENT SLIP"
LAST_LINE = "END OF SLIP"
ONE_LINE = "homeward-slip:1"
_NAMES = ("worker", "code", "slip", "server", "authority", "root", "until")


@dataclass(frozen=True, slots=True)
class Slip:
    """`code` = 10 characters without check; `authority` = SHA-256 of the CA certificate (empty on loopback);
    `root` = SHA-256 of the organisation's root key; `until` in milliseconds."""

    worker: str
    code: str
    invitation: str
    servers: tuple[str, ...]
    authority: bytes
    root: bytes
    until: int


def write_slip(slip: Slip) -> str:
    """The text of the slip, one `name: value` a line; `parse_slip` reads it back, also inside other text."""
    until = datetime.fromtimestamp(slip.until / 1000, UTC)
    rows = [
        ("worker", slip.worker),
        ("code", printed_code(slip)),
        ("slip", slip.invitation),
        ("server", " ".join(slip.servers)),
        ("authority", encode_bytes(slip.authority) or "none"),
        ("root", encode_bytes(slip.root)),
        ("until", until.strftime("%Y-%m-%d %H:%M:%S UTC")),
    ]
    return "\n".join([FIRST_LINE, *(f"{name + ':':<11}{value}" for name, value in rows), LAST_LINE, ""])


def write_slip_line(slip: Slip) -> str:
    """The same in one line, for a QR code."""
    parts = (
        slip.worker,
        slip.code,
        slip.invitation,
        ",".join(slip.servers),
        encode_bytes(slip.authority) or "none",
        encode_bytes(slip.root),
        str(slip.until // 1000),
    )
    return " ".join((ONE_LINE, *parts))


def printed_code(slip: Slip) -> str:
    """The code with its check, in groups of four."""
    value = 0
    for character in slip.code:
        value = value * 32 + ALPHABET.index(character)
    return print_code(value, characters=ENROLMENT_CHARACTERS)


def parse_slip(text: str) -> Slip:
    """The slip in `text` (the lines, or the line of the QR code). Raises `slip.not_a_slip`, `slip.code_mistyped`."""
    try:
        if ONE_LINE in text:
            return _read_line(text[text.index(ONE_LINE) :].split())
        return _read_rows(text)
    except (KeyError, ValueError, IndexError) as error:
        raise HomewardError("slip.not_a_slip") from error


def _read_line(parts: list[str]) -> Slip:
    worker, code, invitation, servers, authority, root, until = parts[1:8]
    return Slip(worker, code, invitation, _servers(servers), _hash(authority), _hash(root), int(until) * 1000)


def _read_rows(text: str) -> Slip:
    lines = [line.strip() for line in text.splitlines()]
    lines = lines[lines.index(FIRST_LINE) + 1 :]
    lines = lines[: lines.index(LAST_LINE)]
    rows = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if any(name not in rows for name in _NAMES):
        raise ValueError("row")
    until = datetime.strptime(rows["until"], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    return Slip(
        worker=rows["worker"],
        code=read_code(rows["code"], characters=ENROLMENT_CHARACTERS),
        invitation=rows["slip"],
        servers=_servers(rows["server"]),
        authority=_hash(rows["authority"]),
        root=_hash(rows["root"]),
        until=int(until.timestamp() * 1000),
    )


def _servers(text: str) -> tuple[str, ...]:
    servers = tuple(text.replace(",", " ").split())
    if not servers or not all(server.startswith(("https://", "http://127.")) for server in servers):
        raise ValueError("server")
    return servers


def _hash(text: str) -> bytes:
    if text == "none":
        return b""
    try:
        data = decode_bytes(text)
    except HomewardError as error:
        raise ValueError("hash") from error
    if len(data) != 32:
        raise ValueError("hash")
    return data
