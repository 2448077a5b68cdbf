"""What keeps a form from being saved, in the reader's words: faults of typing, refusals of the book, closed gates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from casework.book import Edit, Problem, Problems
from casework.forms.sections import MAIN
from casework.forms.sentences import NEEDS_REASON, Said, say_elsewhere, say_problem, say_typed
from casework.forms.taking import Faulty, Taken
from casework.web.form_steps import GatePanel
from casework.web.form_view import Offers
from casework.web.record_names import kind_name
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong: sentences, gates, what may be meant, and whether a reason is asked."""

    problems: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    gates: tuple[GatePanel, ...] = ()
    offers: Offers = field(default_factory=dict)
    asks_reason: bool = False


def say_faults(faulty: Faulty, *, language: str, key: str = "") -> Found:
    """What cannot be saved as typed, with what may be meant instead; of one question alone where `key` is given."""
    said: list[Said] = []
    offers: dict[str, Sequence[str]] = {}
    for prefix, kind, found in faulty.problems:
        said += say_typed(KINDS[kind], found, language=language, prefix=prefix)
        offers |= {prefix + one.field: one.offer for one in found if one.offer}
    if key:
        return Found(tuple(one for one in said if one.key == key), offers={key: offers.get(key, ())})
    return Found(tuple(said), offers=offers)


def say_refusals(
    refused: Problems, taken: Taken, edits: Sequence[Edit], *, language: str, name_of: Callable[[Id], str]
) -> Found:
    """What the book refused: beside its question where the page has it, else under the name of its record."""
    prefixes = {taken.record: (MAIN, taken.kind), **{one.record: (one.prefix, one.kind) for one in taken.parts}}
    kinds = {edit.record: kind_name(edit.kind, language) for edit in edits if not edit.base_seen}

    def name(record: Id) -> str:
        return kinds.get(record) or name_of(record)

    said = tuple(_say(problem, prefixes, language, name) for problem in refused.problems)
    return Found(
        tuple(one for one in said if not one.is_warning),
        tuple(one for one in said if one.is_warning),
        asks_reason=any(problem.code in NEEDS_REASON for problem in refused.problems),
    )


def say_gates(gates: Sequence[GatePanel]) -> Found:
    """Steps that cannot be taken yet, in one panel: a page has one place for what is missing."""
    conditions = tuple(dict.fromkeys(condition for gate in gates for condition in gate.conditions))
    asks_reason = any(gate.asks_reason for gate in gates)
    return Found(gates=(GatePanel(gates[0].title, conditions, asks_reason=asks_reason),), asks_reason=asks_reason)


def is_only_unchanged(refused: Problems) -> bool:
    """Whether nothing was wrong but that nothing was changed."""
    return all(problem.code == "save.nothing_changed" for problem in refused.problems)


def _say(problem: Problem, prefixes: Mapping[Id, tuple[str, str]], language: str, name_of: Callable[[Id], str]) -> Said:
    if problem.record not in prefixes:
        return say_elsewhere(problem, language=language, name_of=name_of)
    prefix, kind = prefixes[problem.record]
    return say_problem(KINDS[kind], problem, language=language, prefix=prefix)
