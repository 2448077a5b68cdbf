"""Which questions a form shows, in which sections: names of declared fields, and nothing about them.

`default_spec` makes a form of every kind from its declaration, so that no kind and no field is out of reach. What the
program itself sets (numbers, digests, what the matcher found) is of the frame and on no form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from shared_schema.canonical import Json
from shared_schema.records.field import Field, is_answered
from shared_schema.records.implied_fields import RETRACTED, RETRACTED_REASON
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Document, Dots, File
from shared_schema.words.sentence import Words

MAIN = ""
COMPLETE, STARTED, EMPTY = "complete", "started", "empty"
SAVE = Words("Save", "រក្សាទុក")

# set by the program, with who sets it; voiding has a page of its own, files and dots are never typed
FRAME: Mapping[str, frozenset[str]] = {
    "case": frozenset({"case_number", "family_group"}),  # next_case_number; "same family as"
    "tracing_inquiry": frozenset({"inquiry_number"}),
    "match": frozenset({"band", "score", "weights_version", "evidence"}),  # the matcher
    "case_link": frozenset({"band", "score", "evidence"}),
    "verification": frozenset({"first_sign_basis", "second_sign_basis"}),  # digests of what was signed
    "conference_decision": frozenset({"task_id"}),  # reserved with the row
    # moved by the steps of their own pages, with the tasks and records that belong to each step
    "case_conference": frozenset({"state", "minutes_signed_by", "minutes_signed_on"}),
    "referral": frozenset({"state"}),
    "task": frozenset({"origin", "origin_id"}),  # what the task answers
    "review_question": frozenset({"record_id", "register", "asked_by", "asked_on"}),  # the answer in doubt
    "review_decision": frozenset({"record_id", "item"}),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions: `key` stands in the address, `fields` in order (`action.title` of a part), `rows` = parts
    whose rows stand here whole."""

    key: str
    title: Words
    fields: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A second record on the same page, saved with the first: `rows` empty ones are offered, 0 = exactly one record.

    `fields` of rows are asked in this order; `requires` names the fields that make a row worth saving (any answer in
    one of them), all its fields where it is empty. Of an optional part no question is marked as needed. What a part
    that makes no record asks is handed to `prepare`, for a record that stands already.
    """

    key: str
    kind: str
    rows: int = 0
    fields: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    title: Words | None = None
    is_optional: bool = False
    makes_record: bool = True


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form of one kind: title, sections, parts of other kinds, the words of its one main button."""

    kind: str
    title: Words
    sections: tuple[Section, ...]
    parts: tuple[Part, ...] = ()
    button: Words = SAVE

    def part(self, key: str) -> Part:
        """A part by its key; raises KeyError for another."""
        return {part.key: part for part in self.parts}[key]

    def fields_of(self, key: str) -> tuple[str, ...]:
        """The field names of the main record (`MAIN`) or of a part, in the order of the page."""
        if key != MAIN and self.part(key).rows:
            return self.part(key).fields
        found = [split_name(name) for section in self.sections for name in section.fields]
        return tuple(field for part, field in found if part == key)


def with_consent(spec: FormSpec, *, title: Words) -> FormSpec:
    """The form with a consent on the same page, for a dossier that may only begin with one (its purpose is fixed)."""
    names = ("decision", "decided_on", "given_by", "evidence", "witness_name", "scope")
    section = Section("consent", title, tuple(f"consent.{name}" for name in names))
    part = Part("consent", "consent", requires=("decision",))
    return replace(spec, sections=(*spec.sections, section), parts=(*spec.parts, part))


@dataclass(frozen=True, slots=True)
class Completion:
    """How far a section is: `state`, and how many of its asked questions are answered."""

    state: str
    answered: int
    asked: int


def split_name(name: str) -> tuple[str, str]:
    """Part and field of a name on a form: `action.title` is (`action`, `title`), a plain name is of the main record."""
    part, dot, field = name.rpartition(".")
    return (part, field) if dot else (MAIN, name)


def is_of_frame(kind: Kind, name: str) -> bool:
    """Whether the program sets this field, and no form asks for it."""
    declared = kind.fields[name]
    is_voiding = name in (RETRACTED, RETRACTED_REASON)
    return is_voiding or isinstance(declared.type, Dots | File | Document) or name in FRAME.get(kind.name, ())


def default_spec(kind: Kind) -> FormSpec:
    """The form of a kind as it is declared: one section; the page puts what is not short under "More"."""
    names = tuple(_in_order(kind))
    title = Words(kind.en, kind.km)
    return FormSpec(kind.name, title, (Section("answers", title, names),))


def completion(section: Section, kind: Kind, values: Mapping[str, Json]) -> Completion:
    """How much of a section of the main record is answered; a non-answer is an answer, a blank is none."""
    own = [kind.fields[field] for part, field in map(split_name, section.fields) if part == MAIN]
    asked = [declared for declared in own if is_asked(declared, values)]
    answered = sum(is_answered(values.get(declared.name)) for declared in asked)
    touched = any(is_answered(values.get(declared.name)) for declared in own)
    if asked and answered == len(asked):
        return Completion(COMPLETE, answered, len(asked))
    state = STARTED if touched else EMPTY
    return Completion(COMPLETE if not asked and touched else state, answered, len(asked))


def is_asked(declared: Field, values: Mapping[str, Json]) -> bool:
    """Whether a question waits for an answer by what is known so far: required, or asked always or in this case."""
    in_this_case = declared.asked_when is not None and declared.asked_when.holds(values)
    return declared.asked or in_this_case or declared.is_required(values)


def unreachable(spec: FormSpec) -> tuple[str, ...]:
    """Fields of the kind that neither this form nor the frame holds."""
    kind = KINDS[spec.kind]
    shown = set(spec.fields_of(MAIN))
    return tuple(name for name in kind.fields if name not in shown and not is_of_frame(kind, name))


def _in_order(kind: Kind) -> Iterator[str]:
    # The text of "other" follows its list.
    for declared in kind.own_fields:
        for name in (declared.name, declared.name + "_other"):
            if name in kind.fields and not is_of_frame(kind, name):
                yield name
