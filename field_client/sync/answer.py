"""An answer that came by hand: the reply of a server, read days after it was written, by the path of any reply.

Promise: it never takes the laptop back. Where the laptop was in contact since, an older answer is refused or adds
nothing; clocks, lease and orders follow the newest word alone. Refused: judging states here; pages do that.
"""

from dataclasses import replace
from typing import Any

from field_client.store.identity import CLOCK_OFFSET
from field_client.sync.lists import LEASE, PENDING_LEASE
from field_client.sync.pages import Pages
from field_client.sync.plan import Page
from field_client.sync.reading import Reading
from field_client.sync.request import Errand, Request
from shared_schema.canonical import Json
from shared_schema.wire.manifest import ANSWER, Manifest
from shared_schema.wire.messages import End, Notice, ReplyHello

LATEST_WORD_ONLY = ("order", "wipe", LEASE)  # what an older answer may not say again


def asked_by(manifest: Manifest) -> Request:
    """The request that an answer answers, as the reader of replies needs it."""
    return Request(manifest.hello, (), (), (), Errand(), (), ())


class AnswerPages(Pages):
    """Applies the pages of an answer; `manifest` says what was asked and when it was made."""

    is_live = False

    def __init__(self, manifest: Manifest, *arguments: Any, last_contact: int, **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._manifest = manifest
        self._is_latest = manifest.made >= last_contact

    def apply(
        self, page: Page, cursors: dict[str, int], request: Request, reading: Reading, *, end: End | None = None
    ) -> None:
        """As for a reply over the line, but nothing falls back: neither counters, nor cursors, nor the clock."""
        with self.store.transaction():
            offset = self.store.identity.fact(CLOCK_OFFSET)
            hello = None if page.hello is None else self._hello_of(page.hello, request)
            notices = tuple(self._notice_of(one) for one in page.notices)
            if (hello.epoch if hello is not None else reading.epoch) == request.hello.epoch:
                held = self.store.cursors.of(self.server)
                cursors = {scope: max(seq, held.get(scope, 0)) for scope, seq in cursors.items()}
            super().apply(replace(page, hello=hello, notices=notices), cursors, request, reading, end=end)
            if page.hello is not None and offset is not None:
                self.store.identity.put_fact(CLOCK_OFFSET, offset)

    def _hello_of(self, hello: ReplyHello, request: Request) -> ReplyHello:
        """A receipt, which holds no cursors, says nothing of epochs; what was confirmed since stays confirmed."""
        if self._manifest.kind != ANSWER and request.hello.epoch is not None:
            hello = replace(hello, epoch=request.hello.epoch)
        if hello.epoch != request.hello.epoch:
            return hello
        if hello.upstream_at is not None:  # a hub knew the centre no worse since
            hello = replace(hello, upstream_at=max(hello.upstream_at, self.store.word.known_at(self.server)))
        confirmed = self.store.cursors.confirmed(self.server)
        known = {one: head for one, head in hello.known.items() if head[0] > confirmed.get(one, 0)}
        return replace(hello, known=known)

    def _notice_of(self, notice: Notice) -> Notice:
        held = self.store.identity.list_numbers()
        newest = max(held.get(LEASE, 0), held.get(PENDING_LEASE, 0))
        kept = {
            name: value
            for name, value in notice.lists.items()
            if self._is_latest or name not in LATEST_WORD_ONLY
            if name != LEASE or _generation(value) > newest
        }
        return Notice(kept)


def _generation(value: Json) -> int:
    try:
        return int(value["generation"])
    except (KeyError, TypeError, ValueError):
        return 0
