"""An answer of the centre on a stick: the reply of a relay, read days after it was written, by the path of any reply.

Promise: it never takes the hub back; counters and cursors only rise within an epoch, lists and roster go by their
numbers. What is read is noted in the transaction of its last page, so that nothing is read by half for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.change import Batch
from shared_schema.identifiers import Id
from shared_schema.wire.bundle import Checked
from shared_schema.wire.manifest import ANSWER, Manifest
from shared_schema.wire.messages import End, ReplyHello, RequestHello
from shared_schema.wire.plan import still_wanted
from sync_server.hub.pages import Pages
from sync_server.server import Server
from sync_server.store import upstream
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.bundles import StoredBundle, find_bundle, put_bundle
from sync_server.store.upstream_batches import highest
from sync_server.store.upstream_states import Cursors


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What the bundles asked that an answer answers; counters are told by its hello, so that no verdict confirms."""

    hello: RequestHello
    stated: frozenset[Id]
    want: tuple[Id, ...]
    batches: Sequence[Batch] = ()


def question_behind(connection: Connection, manifest: Manifest) -> AnsweredQuestion:
    """As the bundles were noted when they were made here."""
    made = [one for each in manifest.answers if (one := find_bundle(connection, each)) is not None]
    stated = frozenset(life for one in made for life in one.details.get("stated", ()))
    want = tuple(made[0].details.get("want", ())) if made else ()
    return AnsweredQuestion(manifest.hello, stated, want)


class AnswerPages(Pages):
    """The pages of one answer to `asked`. `by` = the person at the console, `size` = bytes of the file."""

    is_late = True

    def __init__(
        self,
        server: Server,
        asked: AnsweredQuestion,
        manifest: Manifest,
        *,
        holder: Id,
        checked: Checked,
        by: Id | None,
        size: int,
    ) -> None:
        super().__init__(server, asked, holder=holder)
        self._asked, self._manifest, self._checked, self._by, self._size = asked, manifest, checked, by, size
        self._is_newest = False

    def hello_now(self, connection: Connection, hello: ReplyHello) -> ReplyHello:
        """Counters confirmed since stay; a receipt, which holds no cursors, says nothing of epochs."""
        asked = self._asked.hello
        held = {**upstream.read_heads(connection), **highest(connection)}
        told = {one: max(hello.known.get(one, (0, b""))[0], asked.confirmed.get(one, 0)) for one in held}
        is_answer = self._manifest.kind == ANSWER
        self._is_newest = is_answer and all(n <= told[one] for one, n in held.items())
        if is_answer and hello.epoch != asked.epoch and asked.epoch is not None:
            return hello  # the centre was restored: its word counts, also where it knows less
        known = {one: head for one, head in hello.known.items() if head[0] > held.get(one, 0)}
        return replace(hello, known=known, epoch=hello.epoch if is_answer else asked.epoch or hello.epoch)

    def cursors_now(self, held: Cursors, cursors: Mapping[str, int]) -> Mapping[str, int]:
        """They only rise."""
        return {scope: max(seq, held.seqs.get(scope, 0)) for scope, seq in cursors.items()}

    def may_let_go(self) -> bool:
        """Only where the centre wrote it with every word that it is known to have: else a state is still to come."""
        return self._is_newest

    def ended(self, connection: Connection, held: Cursors, end: End, missing: Sequence[Id]) -> None:
        """How current the hub is now, and that this was read."""
        rest = still_wanted(self._asked.want, sent=len(self._asked.want), answered=end.wanted)
        want = [*rest, *self.reading.missing, *missing, *self.reading.want]
        manifest = self._manifest
        if manifest.kind == ANSWER and not (end.has_more or want or held.different):
            centre = upstream.require_upstream(connection)
            upstream.note(connection, caught_up_at=max(centre.caught_up_at, self.reading.clock))
        self._note(connection, want, has_more=end.has_more, is_whole=True)

    def note_part(self, connection: Connection) -> StoredBundle:
        """What was whole of a damaged file stands; it may be read again."""
        want = [*self._asked.want, *self.reading.missing, *self.reading.want]
        return self._note(connection, want, has_more=True, is_whole=False)

    def _note(self, connection: Connection, want: Sequence[Id], *, has_more: bool, is_whole: bool) -> StoredBundle:
        manifest, server = self._manifest, self.server
        now, own = server.clock(), server.identity.own_device
        centre = upstream.require_upstream(connection)
        upstream.note(connection, contact_at=max(centre.contact_at or 0, manifest.made))
        details: dict[str, Json] = {
            "records": manifest.counts.get("records", 0),
            "answers": list(manifest.answers),
            "more": has_more,
            "want": list(dict.fromkeys(want)),
            "give_back": dict(self.reading.give_back),
            "parts": [self._checked.sections, self._checked.of],
        }
        bundle = StoredBundle(
            manifest.id, manifest.kind, own, manifest.made, now, self._by, self._size, 0, is_whole, details
        )
        put_bundle(connection, bundle)
        act = AuditRow(
            at=now, action="bundle.answer_read", actor=self._by, device=own, object_kind="bundle",
            object_id=manifest.id, outcome="done" if is_whole else "part",
        )  # fmt: skip
        append_rows(connection, [act], random=server.random)
        return bundle
