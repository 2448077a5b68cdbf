"""Forms that reach a locked program: sealed to the drop key into `late/`, opened and made drafts at the next unlock.

Promise: a form typed while the laptop locked is not lost; nobody reads it without the passphrase; at most 20 files of
12 MiB, and as many again that a page refused: those step aside, so that they keep no place of what comes. Only pages
that keep drafts (a draft and one of FORM among the fields) are kept: nothing else is done again. A photo or paper that
was chosen on such a page is kept with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from werkzeug.datastructures import FileStorage, MultiDict

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
_END = b"\0"  # stands in no JSON
FORM = frozenset({"_record", "_seen_versions"})  # one of them stands beside the draft in a page that keeps drafts


@dataclass(frozen=True, slots=True)
class LatePost:
    """A form as it was posted: path and query below the secret prefix, its fields in order ({name: values}), and the
    files chosen on it ({name: content}), without what they were called."""

    path: str
    fields: Mapping[str, list[str]]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Canonical JSON; where files were chosen a zero byte and their contents after it, in the order of `files`."""
        told = {"path": self.path, "fields": {name: list(values) for name, values in self.fields.items()}}
        if not self.files:
            return dumps(told)
        sizes = [[name, len(content)] for name, content in self.files.items()]
        return b"".join((dumps({**told, "files": sizes}), _END, *self.files.values()))


def read_late_post(data: bytes) -> LatePost:
    """What `to_bytes` gave; ValueError for anything else."""
    head, _end, contents = data.partition(_END)
    told = orjson.loads(head)
    if not isinstance(told, dict) or not isinstance(told.get("path"), str) or not isinstance(told.get("fields"), dict):
        raise ValueError("not a late form")
    fields = {str(name): [str(v) for v in values] for name, values in told["fields"].items()}
    return LatePost(str(told["path"]), fields, dict(_files_in(told.get("files") or (), contents)))


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


def late_post(
    path: str, fields: "MultiDict[str, str]", files: "Mapping[str, FileStorage] | None" = None
) -> LatePost | None:
    """The form of a request, without its token; None for what is no form of a record."""
    if DRAFT not in fields or FORM.isdisjoint(fields):
        return None
    contents = {name: chosen.stream.read() for name, chosen in (files or {}).items()}
    kept = {name: values for name, values in fields.lists() if name != "csrf"}
    return LatePost(path, kept, {name: content for name, content in contents.items() if content})


def _files_in(sizes: Iterable[list[object]], contents: bytes) -> Iterable[tuple[str, bytes]]:
    at = 0
    for name, size in sizes:
        if not isinstance(size, int) or not 0 < size <= len(contents) - at:
            raise ValueError("not a late form")
        yield str(name), contents[at : at + size]
        at += size
