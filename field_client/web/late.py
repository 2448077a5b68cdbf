"""Forms that reach a locked program: sealed to the drop key into `late/`, opened and made drafts at the next unlock.

Promise: a form typed while the laptop locked is not lost; nobody reads it without the passphrase; at most 20 files of
12 MiB, and as many again that a page refused: those step aside, so that they keep no place of what comes. Only pages
that keep drafts (a draft and one of FORM among the fields) are kept: nothing else is done again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from werkzeug.datastructures import MultiDict

from field_client.files import Files
from field_client.vault.drop_key import open_late, seal_late
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random

FOLDER = "late"
MOST_FILES = 20
MOST_BYTES = 12 * 1024 * 1024
SUFFIX, ASIDE = ".late", ".refused"
DRAFT = "draft"
FORM = frozenset({"_record", "_seen_versions"})  # one of them stands beside the draft in a page that keeps drafts


@dataclass(frozen=True, slots=True)
class LatePost:
    """A form as it was posted: path and query below the secret prefix, its fields in order ({name: values})."""

    path: str
    fields: Mapping[str, list[str]]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return dumps({"path": self.path, "fields": {name: list(values) for name, values in self.fields.items()}})


def read_late_post(data: bytes) -> LatePost:
    """What `to_bytes` gave; ValueError for anything else."""
    told = orjson.loads(data)
    if not isinstance(told, dict) or not isinstance(told.get("path"), str) or not isinstance(told.get("fields"), dict):
        raise ValueError("not a late form")
    return LatePost(str(told["path"]), {str(name): [str(v) for v in values] for name, values in told["fields"].items()})


class LateFolder:
    """The folder `late/` of one laptop."""

    def __init__(self, files: Files, data: Path, *, random: Random) -> None:
        self._files, self._folder, self._random = files, data / FOLDER, random

    def keep(self, post: LatePost, *, public: str) -> bool:
        """Seals a form; false where there is no key yet, the folder is full or the disk refuses."""
        data = post.to_bytes()
        if not public or len(data) > MOST_BYTES or len(self._names()) >= MOST_FILES:
            return False
        try:
            self._files.make_folder(self._folder)
            path = self._folder / (self._random(12).hex() + SUFFIX)
            self._files.write_durably(path, seal_late(data, public=public))
        except (HomewardError, ValueError):
            return False
        return True

    def take(self, use: Callable[[LatePost], bool], *, private: str) -> int:
        """Hands every form to `use`, which says whether it is a draft now; those are removed. Gives their number.

        A file that does not open (another store's), holds no form, or whose page refuses it, is kept aside and tried
        again at the next unlock.
        """
        taken = 0
        for path in (*self._names(), *self._names(ASIDE)):
            post = self._form(path, private=private)
            if post is not None and use(post):
                self._files.unlink(path)
                taken += 1
            elif path.suffix == SUFFIX:
                self._step_aside(path)
        return taken

    def _form(self, path: Path, *, private: str) -> LatePost | None:
        sealed = self._read(path)
        data = None if sealed is None else open_late(sealed, private=private)
        return None if data is None else _form_in(data)

    def _step_aside(self, path: Path) -> None:
        """Makes room for what comes; nothing is thrown away for it."""
        if len(self._names(ASIDE)) >= MOST_FILES:
            return
        try:
            self._files.replace(path, path.with_suffix(ASIDE))
        except HomewardError:
            return  # it stays where it is, and the laptop opens

    def _read(self, path: Path) -> bytes | None:
        try:
            return self._files.read(path, limit=MOST_BYTES + 4096)
        except HomewardError:
            return None  # no file of ours: too large, or a folder

    def _names(self, suffix: str = SUFFIX) -> list[Path]:
        return sorted(self._folder.glob("*" + suffix))


def _form_in(data: bytes) -> LatePost | None:
    try:
        return read_late_post(data)
    except (ValueError, AttributeError, TypeError):
        return None  # who writes into this folder can seal anything to the drop key


def late_post(path: str, fields: "MultiDict[str, str]") -> LatePost | None:
    """The form of a request, without its token; None for what is no form of a record."""
    if DRAFT not in fields or FORM.isdisjoint(fields):
        return None
    return LatePost(path, {name: values for name, values in fields.lists() if name != "csrf"})
