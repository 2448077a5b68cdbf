"""The cases of the console's benchmark: invented dossiers whose ids, workers and people are exchanged for others."""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from benchmarks.console_people import Pool
from benchmarks.people import Someone
from casework.book import Edit
from casework.invented.people import an_edit, invented_dossier, invented_inquiry
from casework.places import Gazetteer, load_gazetteer
from casework.reports.coded import code_dossier
from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import RecordState, Written
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.scopes import Holders, office_scope, worker_scope
from shared_schema.wire.compact import state_digest, write_state
from sync_server.server import Server, system_clock
from sync_server.services.standings import standing_of
from sync_server.store.feed import Placing
from sync_server.store.match_profiles import Profile
from sync_server.store.projection import project
from sync_server.store.records import Dossier as DossierRow
from sync_server.store.records import Opened, RecordRow, seal_state
from sync_server.store.review_items import ReviewItem
from sync_server.store.sealing import STATES
from sync_server.store.standings import Standing

WHOLE_EACH, INQUIRY_EACH, CONFLICT_EACH = 20, 50, 10  # one case in so many
KEPT_KINDS = ("case", "consent", "reintegration_plan")
HOUR_MS = 3_600_000
_PLACES: Gazetteer = load_gazetteer()


@dataclass(frozen=True, slots=True)
class Template:
    """Records of one invented dossier, head first; which of them most cases have; its codes and its line."""

    edits: tuple[Edit, ...]
    few: frozenset[Id]
    ids: frozenset[Id]
    line: Standing
    coded: str


class Case:
    """One case, and the inquiry of her family where she has one; used for one transaction."""

    def __init__(
        self, server: Server, pool: Pool, chance: random.Random, template: Template, someone: Someone, number: int
    ) -> None:
        self._server, self._template, self._number = server, template, number
        self._worker, self._office = chance.choice(pool.workers)
        self._at = server.clock() - chance.randrange(24 * 200) * HOUR_MS
        self._ids: dict[Id, Id] = {}
        self._device = random_id(os.urandom(16))
        self._swaps = {pool.workers[0][0]: self._worker, pool.workers[0][1]: self._office}
        self._someone, self._province = someone, someone.province
        self.home = self._new(template.edits[0].record)
        self.inquiry = self._new("inquiry") if number % INQUIRY_EACH == 0 else None
        self.item: ReviewItem | None = None

    @property
    def homes(self) -> list[Id]:
        """Dossiers that need keys."""
        return [self.home, *([self.inquiry] if self.inquiry else [])]

    def records(self) -> Iterator[tuple[RecordRow, list[Placing], Profile | None]]:
        """Rows with where they lie, and search rows."""
        is_whole = self._number % WHOLE_EACH == 0
        kept = [one for one in self._template.edits if is_whole or one.record in self._template.few]
        for place_in, edit in enumerate(kept):
            is_last = place_in == len(kept) - 1 and self._number % CONFLICT_EACH == 0
            yield self._row(self._state(edit, with_two=is_last))
        if self.inquiry is not None:
            yield from (self._row(self._plain(edit)) for edit in self._sought())

    def dossiers(self) -> Iterator[DossierRow]:
        """Who holds what."""
        holders = Holders(frozenset({self._worker}), frozenset({self._office}))
        yield DossierRow(self.home, "case", holders, number=f"BEN-26-K1-{self._number}")
        if self.inquiry is not None:
            yield DossierRow(self.inquiry, "tracing_inquiry", holders, number=f"BEN-26-K1-T{self._number}")

    def lines(self) -> Iterator[Standing]:
        """Coded lines."""
        now = {"worker": self._worker, "office": self._office, "author": self._worker, "made_at": self._server.clock()}
        matches = 1 if self.inquiry else 0
        yield replace(self._template.line, home=self.home, province=self._province, open_matches=matches, **now)
        if self.inquiry is not None:
            yield Standing(home=self.inquiry, kind="tracing_inquiry", status="open", **now)

    def coded(self) -> str:
        """Codes of the whole dossier."""
        return self._swapped(self._template.coded)

    def _sought(self) -> list[Edit]:
        assert self.inquiry is not None
        known: dict[str, Any] = {"worker": self._worker, "office": self._office, "today": date(2026, 1, 1)}
        (inquiry,) = invented_inquiry(
            self._number, **known, next_id=lambda: self.inquiry or "", places=_PLACES, inquiry_number=f"T{self._number}"
        )
        match = {
            "case_id": self.home, "inquiry_id": self.inquiry, "found_by": "server", "state": "proposed",
            "band": "possible", "score": 12, "weights_version": "default-1", "evidence": [],
        }  # fmt: skip
        return [inquiry, an_edit("match", match, record=self._new("match"), home=self.home)]

    def _state(self, edit: Edit, *, with_two: bool) -> RecordState:
        swapped = replace(
            edit,
            record=self._swapped(edit.record),
            home=self._swapped(edit.home),
            registers={name: self._value(value) for name, value in edit.registers.items()},
        )
        if edit.kind == "case":
            swapped = replace(swapped, registers={**swapped.registers, **self._named()})
        state = self._plain(swapped)
        return self._with_two(state) if with_two and "person_says" in state.registers else state

    def _plain(self, edit: Edit) -> RecordState:
        device, written = self._device, {}
        for name, value in edit.registers.items():
            written[name] = {(device, 1): Written(value, self._at, 0, self._worker)}
        return RecordState(edit.record, edit.kind, edit.home, {device: 1}, written, {})

    def _with_two(self, state: RecordState) -> RecordState:
        other = random_id(os.urandom(16))
        second = Written("In her own words, written on another laptop.", self._at + HOUR_MS, 0, self._worker)
        live = {**state.registers["person_says"], (other, 1): second}
        self.item = ReviewItem(
            "two_versions", state.record_id, "person_says", state.kind, state.home, frozenset(live),
            opened_at=self._at + HOUR_MS,
        )  # fmt: skip
        seen = {**state.seen, other: 1}
        return replace(state, seen=seen, registers={**state.registers, "person_says": live})

    def _row(self, state: RecordState) -> tuple[RecordRow, list[Placing], Profile | None]:
        server, compact, kind = self._server, write_state(state), KINDS[state.kind]
        record, home = state.record_id, state.home
        sealed = seal_state(server.sealing, Opened(compact), home=home, use=STATES, record=record, version=1)
        coded = project(state, kind, is_restricted=kind.restricted)
        other = self.inquiry if state.kind == "match" else None
        row = RecordRow(record, state.kind, home, 1, sealed, coded, self._worker, other, kind.restricted, self._at)
        digest = state_digest(record, compact)
        scopes = (worker_scope(self._worker), office_scope(self._office))
        values = [(name, one.value) for name, live in state.registers.items() for one in live.values()]
        found = server.search_rows.of(state.kind, values)
        profile = None if found is None else Profile(record, home, 1, found.pack())
        return row, [Placing(scope, record, 1, digest) for scope in scopes], profile

    def _named(self) -> dict[str, Any]:
        family, _space, given = self._someone.registered.partition(" ")
        family_km, _space, given_km = self._someone.khmer.partition(" ")
        return {
            "group:name_latin": {"family_name_latin": family, "given_name_latin": given},
            "group:name_km": {"family_name_km": family_km, "given_name_km": given_km},
            "case_number": f"BEN-26-K1-{self._number}",
        }

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._swapped(value) if len(value) == 22 else value
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return {key: self._value(one) for key, one in value.items()} if isinstance(value, dict) else value

    def _swapped(self, text: str) -> str:
        if len(text) == 22:
            return self._ids.get(text) or self._swaps.get(text) or self._known(text)
        for edit in self._template.edits:
            text = text.replace(edit.record, self._known(edit.record))
        for before, after in self._swaps.items():
            text = text.replace(before, after)
        return text

    def _known(self, text: str) -> Id:
        return self._new(text) if text in self._template.ids else text

    def _new(self, before: str) -> Id:
        if before not in self._ids:
            self._ids[before] = uuid7(self._at, os.urandom(10))
        return self._ids[before]


def make_template(seed: int, pool: Pool, today: date) -> Template:
    """An invented dossier as most cases have it, from a number."""
    worker, office = pool.workers[0]
    at = system_clock()

    def next_id() -> Id:
        return uuid7(at, os.urandom(10))

    found = invented_dossier(seed, worker=worker, office=office, next_id=next_id, today=today, places=_PLACES)
    visits = [one for one in found if one.kind == "visit"]
    late = seed % 5  # some were not visited for up to four months
    edits = [one for one in found if one not in visits[max(1, len(visits) - late) :]]
    last = [one.record for one in edits if one.kind == "visit"][-1:]
    few = frozenset({*(one.record for one in edits if one.kind in KEPT_KINDS), *last})
    shown_ids = {one.record for one in edits}
    dossier = _dossier(edits, worker)
    line = standing_of(dossier, today, now_ms=at)
    if line is None:
        raise RuntimeError("an invented dossier has no line")
    return Template(tuple(edits), few, frozenset(shown_ids), line, code_dossier(dossier))


def _dossier(edits: Sequence[Edit], worker: Id) -> Dossier:
    device, shown = random_id(os.urandom(16)), dict[Id, Shown]()
    for n, edit in enumerate(edits, start=1):
        written = {name: {(device, n): Written(value, 0, 0, worker)} for name, value in edit.registers.items()}
        state = RecordState(edit.record, edit.kind, edit.home, {device: n}, written, {})
        shown[edit.record] = show(state, KINDS[edit.kind])
    return Dossier(edits[0].record, shown, {}, {}, frozenset())
