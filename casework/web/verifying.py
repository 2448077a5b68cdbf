"""One verification during one request: its records, addresses, what each step of it needs, who may take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import abort, url_for

from casework.book import Edit
from casework.web.acting import NotTaken, take_step, typed_reason
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.hidden_answers import hidden_answers
from casework.web.pieces import Gate, Tag
from casework.web.record_places import CASES, Stand, url_of_record
from casework.web.saying import message
from casework.web.step_panel import Panels
from casework.web.verification_tasks import TASK_OF
from casework.workflow import Condition, NextStep, next_step
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import W_S_C
from shared_schema.rules.gates_match import verification_of
from shared_schema.rules.reading import answer
from shared_schema.rules.signatures import sign_off, signature_basis

FIRST, SECOND = "first", "second"
START, CONFIRM, REJECT, UNDO = "start", "confirm", "reject", "undo"
SIGNS = {FIRST: "verification.sign_first", SECOND: "verification.sign_second"}
STATES = ("reunited", "confirmed", "under_verification", "proposed", "rejected", "reunited_elsewhere")
TITLES: Mapping[str, str] = {
    START: message("Start verification"),
    CONFIRM: message("Confirm the match"),
    REJECT: message("Not this person"),
    UNDO: message("Take the decision back"),
    "verification.sign_first": message("First signature"),
    "verification.sign_second": message("Second signature"),
    "match.start": message("Start verification"),
    "match.confirm": message("Confirm the match"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One line of a task list: its words, where it is done ("" = not hers), lines below, and its state."""

    words: str
    url: str
    tag: Tag
    lines: tuple[str, ...] = ()


def matches_of_case(surroundings: Surroundings) -> list[Shown]:
    """The matches of a case, those furthest on first; 404 where the case is not held here."""
    dossier = surroundings.dossier
    if dossier is None or dossier.head is None or dossier.head.kind != "case":
        abort(404)
    rank = {state: number for number, state in enumerate(STATES)}
    newest = reversed([*dossier.of_kind("match")])
    return sorted(newest, key=lambda one: rank.get(str(answer(one, "state")), len(rank)))


class Verifying:
    """One verification during one request."""

    def __init__(self, desk: Desk, surroundings: Surroundings, match: Shown, inquiry: Shown | None) -> None:
        self.desk, self.surroundings, self.match, self.inquiry = desk, surroundings, match, inquiry
        self.book, self.language = surroundings.book, desk.reader().language
        self.person, self.today = surroundings.book.person, desk.today()

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier of the case, the inquiry beside it."""
        found = self.surroundings.dossier
        if found is None:
            abort(404)
        beside = {self.inquiry.record_id: self.inquiry} if self.inquiry is not None else {}
        return replace(found, related={**found.related, **beside})

    @cached_property
    def verification(self) -> Shown | None:
        """The record that both sides fill, None before the first answer."""
        return verification_of(self.dossier, self.match)

    @property
    def state(self) -> str:
        """The state of the match."""
        return str(answer(self.match, "state") or "proposed")

    @property
    def is_writable(self) -> bool:
        """Whether answers may be written now."""
        return self.state == "under_verification" and self.person.role in W_S_C

    def url(self, screen: str, **named: str) -> str:
        """The address of a screen of this verification."""
        place: dict[str, Any] = {"case": self.dossier.home, **named}
        if self.inquiry is None:
            return url_for(f"verification.{screen}_located", match=self.match.record_id, **place)
        return url_for(f"verification.{screen}", inquiry=self.inquiry.record_id, **place)

    def saved(self) -> str:
        """The task list with the word that it is saved."""
        return self.url("show", saved=str(self.desk.clock()))

    def say(self, text: str) -> str:
        """A marked message in the reader's language."""
        return self.desk.phrases.translate(self.language, text)

    def hidden(self) -> frozenset[str]:
        """Answers that this person must not see yet."""
        return frozenset() if self.verification is None else hidden_answers(self.verification, self.person.worker)

    def link_of(self, condition: Condition) -> str:
        """Where what is missing is recorded."""
        if condition.field in TASK_OF and self.is_writable:
            return self.url("task", task=TASK_OF[condition.field])
        if condition.code.startswith("consent_"):
            return Stand(CASES, self.dossier.home).url("index", "consent")
        if condition.code in ("do_not_contact", "person_wishes_tracing"):
            return Stand(CASES, self.dossier.home).url("edit", "case", record=self.dossier.home)
        if condition.code == "inquiry_open" and self.inquiry is not None:
            return url_for("tracing.show", inquiry=self.inquiry.record_id)
        if condition.code == "relative_located":
            return Stand(CASES, self.dossier.home).url("new", "tracing_action")
        return ""

    def gate(self, step: NextStep) -> Gate:
        """The panel of a step."""
        panels = Panels(desk=self.desk, dossier=self.dossier, link_of=self.link_of)
        return panels.gate(step, self.say(TITLES[step.name]))

    def step(self, name: str, record: Shown, dossier: Dossier | None = None) -> NextStep:
        """What a step needs today."""
        return next_step(name, dossier or self.dossier, record, today=self.today, actor=self.person)

    def signing(self, which: str) -> tuple[NextStep, dict[str, Json]]:
        """What a signature of this person needs, and what it writes: asked as if she had signed."""
        verification = self.verification
        if verification is None:
            abort(404)
        written: dict[str, Json] = {
            f"{which}_sign_by": self.person.worker,
            f"{which}_sign_on": self.today.isoformat(),
            f"{which}_sign_basis": signature_basis(verification),
        }
        signed = replace(verification, values={**verification.values, **written})
        future = replace(self.dossier, records={**self.dossier.records, signed.record_id: signed})
        return self.step(SIGNS[which], signed, future), written

    def current(self) -> NextStep | None:
        """The step that comes next; None once the match is decided."""
        if self.state == "proposed":
            return self.step("match.start", self.match)
        if self.state != "under_verification":
            return None
        if sign_off(self.verification, FIRST) is None:
            return self.signing(FIRST)[0] if self.verification is not None else None
        if sign_off(self.verification, SECOND) is None:
            return self.signing(SECOND)[0]
        return self.step("match.confirm", self.match)

    def take(self, edits: Sequence[Edit]) -> NotTaken | None:
        """Saves a step."""
        beside = {self.inquiry.record_id: self.inquiry} if self.inquiry is not None else {}
        return take_step(
            self.desk,
            self.surroundings,
            edits,
            link_of=lambda record: url_of_record(self.book, record),
            reason=typed_reason(),
            beside=beside,
        )
