"""Whole invented dossiers as edits, ready to be saved through a case book or imported."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from casework.book import Edit
from casework.invented import work
from casework.invented.person import Around, Values, a_contact_point, a_family_member, around, the_case
from casework.places import Gazetteer
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS

MONTH_DAYS = 30  # before a return the person is seen every month
RELATIVES = ("mother", "father", "grandmother", "aunt", "sister", "brother", "uncle")


def invented_dossier(
    seed: int,
    *,
    worker: Id,
    office: Id,
    next_id: Callable[[], Id],
    today: date,
    places: Gazetteer,
    case_number: str | None = None,
) -> list[Edit]:
    """A case and its records, the case first: family, numbers, consents, assessment, plan, visits, tracing.

    The same seed, ids and day give the same edits. They pass their declarations and break no rule of severity E
    (a rule that needs what a laptop does not hold is not judged). Fewer than 50, so they fit one save set.
    """
    a = _person(seed, worker=worker, office=office, next_id=next_id, today=today, places=places)
    case = a.next_id()
    edits = [an_edit("case", the_case(a, case_number=case_number or _number("INV", seed, today)), record=case)]
    members = [a.next_id() for _ in range(a.chance.randint(2, 4))]
    for member, relation in zip(members, a.chance.sample(RELATIVES, len(members)), strict=True):
        edits.append(an_edit("family_member", a_family_member(a, relation=relation), record=member, home=case))
    parts = [("contact_point", a_contact_point(a, owner=owner)) for owner in a.chance.sample(members, 1)]
    parts += _consents(a, guardian=members[0] if a.is_child else None)
    parts += [("assessment", work.an_assessment(a)), ("reintegration_plan", work.a_plan(a))]
    parts += [("goal", work.a_goal(a)) for _ in range(a.chance.randint(1, 3))]
    parts += [("service", work.a_service(a, started=a.registered + timedelta(days=30)))]
    parts += _visits(a)
    parts += [("tracing_action", work.a_tracing_action(a, on=a.day(a.registered + timedelta(days=12), a.today)))]
    parts += [("case_note", work.a_case_note(a, on=a.day(a.registered, a.today)))]
    return edits + [an_edit(kind, values, record=a.next_id(), home=case) for kind, values in parts]


def invented_inquiry(
    seed: int,
    *,
    worker: Id,
    office: Id,
    next_id: Callable[[], Id],
    today: date,
    places: Gazetteer,
    inquiry_number: str | None = None,
) -> list[Edit]:
    """A tracing inquiry by the family of the person whose case `invented_dossier` makes of the same seed."""
    a = _person(seed, worker=worker, office=office, next_id=next_id, today=today, places=places)
    number = inquiry_number or _number("INQ", seed, today)
    return [an_edit("tracing_inquiry", work.an_inquiry(a, number=number), record=a.next_id())]


def an_edit(kind: str, values: Values, *, record: Id, home: Id | None = None) -> Edit:
    """A new record from values by field name; without a home it is the head of its own dossier."""
    return Edit(record, kind, home or record, KINDS[kind].to_registers(values, {}))


def _person(seed: int, *, worker: Id, office: Id, next_id: Callable[[], Id], today: date, places: Gazetteer) -> Around:
    chance = random.Random(seed)  # noqa: S311 - invented, not secret
    return around(chance, places=places, today=today, worker=worker, office=office, next_id=next_id)


def _consents(a: Around, *, guardian: Id | None) -> list[tuple[str, Values]]:
    purposes = ["services", "tracing", "share_with_provider", *a.chance.sample(("statistics", "case_conference"), 1)]
    return [("consent", work.a_consent(a, purpose=purpose, guardian=guardian)) for purpose in purposes]


def _visits(a: Around) -> list[tuple[str, Values]]:
    months = range(1, (a.today - a.registered).days // MONTH_DAYS)
    due = [a.registered + timedelta(days=MONTH_DAYS * month) for month in months]
    following = timedelta(days=MONTH_DAYS)
    return [
        ("visit", work.a_visit(a, visited=day + timedelta(days=a.chance.randint(0, 3)), following=day + following))
        for day in due
    ]


def _number(prefix: str, seed: int, today: date) -> str:
    return f"{prefix}-{today:%y}-K1-{seed}"
