"""Rules about transfers between offices and about cases that are one person (32, 33, 34)."""

from collections.abc import Iterator, Mapping
from datetime import date

from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DIRECTORY, OTHER_DOSSIER, Dossier
from shared_schema.rules.reading import answer, day, value_on
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, state_in


def links_of(dossier: Dossier) -> tuple[Shown, ...]:
    """Every case_link that names this dossier or one near it, its home wherever it is; voided ones left out."""
    every = {**dossier.related, **dossier.records}
    return tuple(
        every[i] for i in sorted(every, key=by_age) if every[i].kind == "case_link" and not every[i].is_retracted
    )


def survivor_chain(links: Mapping[Id, Id], start: Id) -> tuple[tuple[Id, ...], bool]:
    """The cases that `start` leads to when each alias is followed to its survivor, and whether the chain has no end.

    `links` = {alias: survivor} of merged links.
    """
    chain = [start]
    while chain[-1] in links:
        following = links[chain[-1]]
        if following in chain:
            return tuple(chain), True
        chain.append(following)
    return tuple(chain), False


def aliases_of(links: tuple[Shown, ...]) -> dict[Id, Id]:
    """{alias: survivor} of the merged links."""
    found = {}
    for link in links:
        a, b, survivor = (answer(link, name) for name in ("case_a", "case_b", "survivor"))
        if answer(link, "state") == "merged" and survivor in (a, b):
            found[a if survivor == b else b] = survivor
    return found


def _not_its_office(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    sent_on = day(record, "sent_on")
    if dossier.head is None or sent_on is None:
        return
    office = value_on(dossier, dossier.head, "office", sent_on, "group:assignment")
    if office != answer(record, "from_office"):
        yield "from_office"


def _worker_of_another_office(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    worker = dossier.find(answer(record, "to_worker"))
    if worker is None or answer(worker, "office") != answer(record, "to_office"):
        yield "to_worker"


def _names_a_worker(record: Shown) -> bool:
    return answer(record, "to_worker") is not None


def _survivor_is_neither(record: Shown) -> Iterator[str]:
    is_merged, survivor = answer(record, "state") == "merged", answer(record, "survivor")
    if is_merged and survivor not in (answer(record, "case_a"), answer(record, "case_b")):
        yield "survivor"


def _survivor_gone(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    survivor = answer(record, "survivor")
    aliases = aliases_of(links_of(dossier))
    if not isinstance(survivor, str):
        return
    _chain, is_endless = survivor_chain(aliases, survivor)
    is_dead_end = survivor not in aliases and answer(dossier.find(survivor), "status") == "duplicate"
    if is_endless or is_dead_end:
        yield "survivor"


def _duplicate_without_link(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if record.record_id not in aliases_of(links_of(dossier)):
        yield "status"


def _alias_not_duplicate(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if answer(record, "status") != "duplicate" and record.record_id in aliases_of(links_of(dossier)):
        yield "status"


RULES: tuple[Rule, ...] = (
    DossierRule("rule_32", E, ("case_transfer",), _not_its_office, applies=state_in("sent")),
    DossierRule(
        "rule_32", E, ("case_transfer",), _worker_of_another_office, needs=(DIRECTORY,), applies=_names_a_worker
    ),
    RecordRule("rule_33", E, ("case_link",), _survivor_is_neither),
    DossierRule("rule_33", E, ("case_link",), _survivor_gone, needs=(OTHER_DOSSIER,), applies=state_in("merged")),
    DossierRule(
        "rule_34",
        E,
        ("case",),
        _duplicate_without_link,
        needs=(OTHER_DOSSIER,),
        applies=state_in("duplicate", field="status"),
    ),
    DossierRule("rule_34", E, ("case",), _alias_not_duplicate),
)
