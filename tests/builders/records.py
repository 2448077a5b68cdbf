"""Sensible whole records, invented: register sets that pass the declarations; override what matters."""

import os
from collections.abc import Mapping
from itertools import count

from casework.book import Edit, Person
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.records.kinds import KINDS

START_MS = 1_763_700_000_000  # 2025-11-21 in Cambodia
_numbers = count(1)


def an_id(name: str) -> Id:
    """An id that is the same for the same name: workers, offices, servers, devices."""
    return random_id(name.encode().ljust(16, b"\0")[:16])


def a_record_id(*, at: int = START_MS) -> Id:
    """A fresh UUIDv7."""
    return uuid7(at, os.urandom(10))


OFFICE = an_id("office pnh")
WORKER = Person(an_id("worker sokha"), "social_worker", OFFICE)
SUPERVISOR = Person(an_id("worker chenda"), "supervisor", OFFICE, "restricted")


def an_edit(kind: str, values: Mapping[str, Json], *, record: Id | None = None, home: Id | None = None) -> Edit:
    """A new record of `kind` from values by field name."""
    record = record or a_record_id()
    return Edit(record, kind, home or record, KINDS[kind].to_registers(values, {}))


def a_case(*, record: Id | None = None, worker: Person = WORKER, **values: Json) -> Edit:
    """An open case of a girl whose name and numbers are invented."""
    number = next(_numbers)
    whole: dict[str, Json] = {
        "case_number": f"PNH-25-K1-{number}",
        "family_name_km": "សុខ",
        "given_name_km": "ចិន្តា",
        "family_name_latin": "Sok",
        "given_name_latin": "Chenda",
        "sex": "female",
        "date_of_birth": "2009-05-02",
        "current_place": {"country": "KH", "province": "12"},
        "registered_on": "2025-11-20",
        "identified_by": {"none": "not_asked"},
        "office": worker.office,
        "case_worker": worker.worker,
        "status": "open",
        "stage": "pre_integration",
        "care_arrangement": {"none": "not_asked"},
    }
    return an_edit("case", {**whole, **values}, record=record)


def a_visit(*, home: Id, record: Id | None = None, **values: Json) -> Edit:
    """A visit on which the person was seen and safe; `seen="no"` makes it an attempt."""
    whole: dict[str, Json] = {"visited_on": "2025-11-21", "contact_type": "in_person", "seen": "yes"}
    if values.get("seen", "yes") == "yes":
        whole |= {"safety": "safe", "re_trafficking": "none", "same_caregiver": "yes"}
    else:
        whole |= {"not_seen_reason": "at_work", "re_trafficking": {"none": "unknown"}}
    return an_edit("visit", {**whole, **values}, record=record, home=home)


def a_family_member(*, home: Id, record: Id | None = None, **values: Json) -> Edit:
    """A mother who may be asked first."""
    whole: dict[str, Json] = {
        "name_km": "ម៉ៅ សុភាព",
        "name_latin": "Mao Sopheap",
        "relation": "mother",
        "contact_safety": "ask_first",
        "may_be_told": {"none": "not_asked"},
    }
    return an_edit("family_member", {**whole, **values}, record=record, home=home)


def a_contact_point(*, home: Id, owner: Id, record: Id | None = None, **values: Json) -> Edit:
    """A telephone number of somebody of the case."""
    whole: dict[str, Json] = {
        "owner": owner,
        "number": "+85512345678",
        "safety": "ask_first",
        "whose": {"none": "not_asked"},
    }
    return an_edit("contact_point", {**whole, **values}, record=record, home=home)


def a_note(*, home: Id, record: Id | None = None, **values: Json) -> Edit:
    """A case note."""
    whole: dict[str, Json] = {"note_type": "contact", "noted_on": "2025-11-21", "text": "Called the school."}
    names = KINDS["case_note"].fields
    whole = {name: value for name, value in whole.items() if name in names}
    return an_edit("case_note", {**whole, **values}, record=record, home=home)


def an_office(*, record: Id = OFFICE, code: str = "PNH") -> Edit:
    """An office of the directory."""
    values: dict[str, Json] = {"name_latin": "Phnom Penh office", "name_km": "ការិយាល័យភ្នំពេញ", "code": code}
    return an_edit("office", values, record=record, home="directory")


def changed(
    edit: Edit, base_seen: Mapping[Id, int], registers: Mapping[str, Json], *, reason: str | None = None
) -> Edit:
    """An edit of the same record, made by somebody who was shown `base_seen`."""
    return Edit(edit.record, edit.kind, edit.home, registers, base_seen, reason)
