"""The anchor: the head of the own log, sealed, in a file beside the store (security.md 2.5).

Promise: whoever puts an old store, page or write-ahead log back cannot put the matching anchor with it unnoticed
by its content; a changed anchor is refused by name. Written after each commit, so it may be one save set behind.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from field_client.files import Files
from field_client.vault.fields import Reader, encode_b64
from shared_schema.canonical import dumps
from shared_schema.identifiers import Id, Random, is_id

ANCHOR_NAME = "anchor"
FORMAT = "homeward-anchor"
ALGORITHM = "A256GCM"
LIMIT_BYTES = 4096
NONCE_BYTES, LINK_BYTES = 12, 32


@dataclass(frozen=True, slots=True)
class Anchor:
    """Incarnation, its last n, the link (32 bytes) of that n, and the highest wall clock seen (ms since 1970)."""

    incarnation: Id
    n: int
    link: bytes
    high_water: int


class AnchorFile:
    """Seals and opens the anchor of one data folder."""

    def __init__(self, *, files: Files, folder: Path, key: bytes, vault: bytes, random: Random) -> None:
        self._files = files
        self._path = folder / ANCHOR_NAME
        self._key = key
        self._vault = vault
        self._random = random

    def write(self, anchor: Anchor) -> None:
        """Replaces the anchor durably."""
        self._files.write_durably(self._path, self.seal(anchor))

    def read(self) -> Anchor | None:
        """The anchor, or None if there is none; `vault.anchor_damaged` if it was torn, flipped or not ours."""
        data = self._files.read(self._path, limit=LIMIT_BYTES)
        return None if data is None else self.open(data)

    def seal(self, anchor: Anchor) -> bytes:
        """The bytes of the file."""
        nonce = self._random(NONCE_BYTES)
        link = encode_b64(anchor.link)
        content = dumps(
            {"incarnation": anchor.incarnation, "n": anchor.n, "link": link, "high_water": anchor.high_water}
        )
        sealed = AESGCM(self._key).encrypt(nonce, content, dumps(self._head()))
        return dumps({"head": self._head(), "nonce": encode_b64(nonce), "sealed": encode_b64(sealed)})

    def open(self, data: bytes) -> Anchor:
        """The anchor in such bytes; `vault.anchor_damaged`."""
        read = Reader("vault.anchor_damaged")
        outer = read.members(read.document(data, limit=LIMIT_BYTES), "head", "nonce", "sealed")
        read.constant(outer, "head", self._head())
        nonce, sealed = read.b64(outer, "nonce", NONCE_BYTES), read.b64(outer, "sealed")
        try:
            content = AESGCM(self._key).decrypt(nonce, sealed, dumps(self._head()))
        except InvalidTag as error:
            raise read.refusal("tag") from error
        inner = read.members(read.document(content, limit=LIMIT_BYTES), "high_water", "incarnation", "link", "n")
        if not is_id(inner["incarnation"]):
            raise read.refusal("incarnation")
        return Anchor(
            incarnation=inner["incarnation"],
            n=read.integer(inner, "n"),
            link=read.b64(inner, "link", LINK_BYTES),
            high_water=read.integer(inner, "high_water"),
        )

    def _head(self) -> list[object]:
        return [FORMAT, 1, ALGORITHM, self._vault.hex()]
