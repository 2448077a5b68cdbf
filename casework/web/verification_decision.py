"""The decisions about a possible match: start, confirm, not this person, take back; why, in words, then a check page.

Promise: a decision shows what it rests on before it is pressed, is signed with who and when, and can be taken back
with a reason; what depends on it (a return that took place) is told in the same save set.
"""

from collections.abc import Mapping
from dataclasses import replace

from casework.book import Edit
from casework.forms.sections import FormSpec, Part, Section
from casework.forms.taking import Taken
from casework.web.acting import addition, change
from casework.web.form_page import Sheet, Walk
from casework.web.pieces import Gate
from casework.web.record_places import url_of_record
from casework.web.tracing import begun_tracing
from casework.web.verifying import CONFIRM, REJECT, START, UNDO, Verifying
from casework.workflow import NextStep
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.gate import COORDINATOR, S_C
from shared_schema.rules.reading import answer
from shared_schema.words.sentence import Words

_WHY = Section("why", Words("Why?", "ហេតុអ្វី?"), ("why",))
_IN_WORDS = Section("in-words", Words("The reason in words", "មូលហេតុជាពាក្យ"), ("state_reason",))
_BROKEN = Section(
    "broken",
    Words("Why did the return that rested on it break down?", "ហេតុអ្វីការវិលត្រឡប់ដែលផ្អែកលើវាមិនបានជោគជ័យ?"),
    ("broken.breakdown_reason",),
)
_BROKEN_PART = Part("broken", "reunification", is_optional=True, makes_record=False)
_SPECS: Mapping[str, FormSpec] = {
    START: FormSpec(
        "match",
        Words("Start verification", "ចាប់ផ្តើមផ្ទៀងផ្ទាត់"),
        (Section("start", Words("Start verification", "ចាប់ផ្តើមផ្ទៀងផ្ទាត់")),),
        button=Words("Start verification", "ចាប់ផ្តើមផ្ទៀងផ្ទាត់"),
    ),
    CONFIRM: FormSpec(
        "match",
        Words("Confirm the match", "បញ្ជាក់ការផ្គូផ្គង"),
        (Section("confirm", Words("Confirm the match", "បញ្ជាក់ការផ្គូផ្គង")),),
        button=Words("Confirm the match", "បញ្ជាក់ការផ្គូផ្គង"),
    ),
    REJECT: FormSpec(
        "match",
        Words("Not this person", "មិនមែនបុគ្គលនេះ"),
        (replace(_WHY, key="reject"), _IN_WORDS),
        button=Words("Not this person", "មិនមែនបុគ្គលនេះ"),
    ),
    UNDO: FormSpec(
        "match",
        Words("Take the decision back", "ដកសេចក្តីសម្រេចវិញ"),
        (replace(_WHY, key="undo"), _BROKEN, _IN_WORDS),
        parts=(_BROKEN_PART,),
        button=Words("Take the decision back", "ដកសេចក្តីសម្រេចវិញ"),
    ),
}
_STATES = {START: "under_verification", CONFIRM: "confirmed", REJECT: "rejected", UNDO: "under_verification"}


def may_decide(this: Verifying, verb: str) -> bool:
    """Whether this person may decide so now."""
    by_verb: Mapping[str, tuple[frozenset[str], tuple[str, ...]]] = {
        START: (S_C, ("proposed",)),
        CONFIRM: (S_C, ("under_verification",)),
        REJECT: (S_C, ("proposed", "under_verification", "confirmed")),
        UNDO: (frozenset({COORDINATOR}), ("confirmed", "reunited")),
    }
    who, states = by_verb.get(verb, (frozenset[str](), ()))
    return this.person.role in who and this.state in states


def decision_sheet(this: Verifying, verb: str) -> Sheet:
    """The pages of one decision."""
    step = this.step(f"match.{verb}", this.match) if verb in (START, CONFIRM) else None
    asks_exception = step is not None and this.person.role == COORDINATOR
    return Sheet(
        spec=_SPECS[verb],
        home=this.dossier.home,
        record=_unanswered(this.match),
        back_url=this.url("show"),
        after=lambda _taken: this.saved(),
        fixed=_fixed(this, verb),
        needs=("why",) if verb in (REJECT, UNDO) else (),
        arrange=_with_reason,
        prepare=lambda taken: _further(this, verb, taken),
        beside={this.inquiry.record_id: this.inquiry} if this.inquiry is not None else {},
        asks_reason=asks_exception,
        walk=Walk(
            skipped=lambda _values: () if returns_done(this) else ("broken",),
            gate=lambda _values: _gate(this, step),
            may_save=lambda _values: step is None or step.is_open or asks_exception,
            reason_words=this.say("Why is an exception made?"),
            look="warning" if verb in (REJECT, UNDO) else "",
        ),
        link_of=lambda record: url_of_record(this.book, record),
        template="verification/decide.html",
        context={
            "verb": verb,
            "case": this.dossier.head,
            "inquiry": this.inquiry,
            "case_code": this.dossier.head.values.get("case_number") if this.dossier.head is not None else None,
        },
    )


def returns_done(this: Verifying) -> list[Shown]:
    """Returns that took place on the strength of this match."""
    verification = this.verification
    if verification is None:
        return []
    every = this.dossier.of_kind("reunification")
    mine = (one for one in every if answer(one, "verification_id") == verification.record_id)
    return [one for one in mine if answer(one, "state") == "done"]


def _unanswered(match: Shown) -> Shown:
    """The match without the reasons of an earlier decision: they are asked anew."""
    return replace(match, values={**match.values, "why": None, "state_reason": None})


def _gate(this: Verifying, step: NextStep | None) -> Gate | None:
    return this.gate(step) if step is not None else None


def _fixed(this: Verifying, verb: str) -> dict[str, Json]:
    decided: dict[str, Json] = {"state": _STATES[verb]}
    decided |= {"decided_by": this.person.worker, "decided_on": this.today.isoformat()}
    return decided if verb in (REJECT, UNDO) else {**decided, "why": None}


def _with_reason(taken: Taken) -> Taken:
    """The reason in words is the reason of the change too."""
    return replace(taken, reason=str(taken.values.get("state_reason") or "") or taken.reason)


def _further(this: Verifying, verb: str, taken: Taken) -> list[Edit]:
    edits: list[Edit] = []
    if verb == START and this.verification is None:
        values = {"match_id": this.match.record_id, "complicity_check": "not_checked", "home_safety": "not_checked"}
        edits.append(addition("verification", this.desk.new_id(), this.dossier.home, values))
    if verb == START and this.inquiry is not None:
        edits += begun_tracing(this.book.dossier(this.inquiry.record_id))
    if verb == UNDO:
        told = next((part.values.get("breakdown_reason") for part in taken.part("broken")), None)
        wrong = {"state": "broken_down", "broke_down_on": this.today.isoformat(), "breakdown_reason": told}
        edits += [change(one, wrong, reason=taken.reason) for one in returns_done(this)]
    return edits
