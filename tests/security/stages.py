"""A console with one case of which every kind of record is there, for tests that walk all of its routes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.test import TestResponse

from shared_schema.identifiers import Id
from tests.builders.records import a_contact_point, a_family_member, a_record_id, a_visit, an_edit
from tests.central import BASE
from tests.stores import on_sqlite
from tests.sync_server.console.consoles import AConsole, a_console

LATIN, KHMER = "Quokkachenda", "ក្វកកាចិន្តា"  # her given name, which stands in nothing else
OUTSIDE = ("static_files.", "sign_in.", "enrol.", "exchange.", "chunks.", "relay.", "audit.path", "openapi.", "health.")
# Values of parameters that name no object, one that fits any route.
PLAIN = {
    "base": "cases", "kind": "visit", "form": "visit", "part": "place", "task": "papers", "which": "first",
    "verb": "confirm", "field": "note", "n": "1", "item": "two_versions", "line": "AAAAAAAA",
}  # fmt: skip


@contextmanager
def a_stage(folder: Path, sqlite_template: Path) -> Iterator["AStage"]:
    """Sokha's case in Battambang with one record of most kinds, and her inquiry."""
    with a_console(folder, on_sqlite(sqlite_template, folder)) as console:
        yield AStage(console)


class AStage:
    """`hers` = values of parameters that name Sokha's records; `nobodys` = ids that were never given."""

    def __init__(self, console: AConsole) -> None:
        self.console = console
        town = console.town
        self.case = town.saved_case("sokha", given_name_latin=LATIN, given_name_km=KHMER)
        laptop = town.laptop("sokha")
        member = a_family_member(home=self.case)
        number = a_contact_point(home=self.case, owner=member.record)
        visit = a_visit(home=self.case)
        conference = an_edit(
            "case_conference",
            {"held_on": "2026-11-01", "conference_type": "initial", "state": "planned"},
            home=self.case,
        )
        training = an_edit("training", {"title": "Listening", "held_on": "2026-11-01"}, home=town.battambang)
        referral = an_edit("referral", {"need": "health", "state": "draft"}, home=self.case)
        values = {"from_office": town.battambang, "to_office": town.pailin, "reason": "person_moved", "state": "draft"}
        transfer = an_edit("case_transfer", values, home=self.case)
        for edit in (member, number, visit, conference, training, referral, transfer):
            laptop.save(edit)
        laptop.exchange()
        self.hers: dict[str, Id] = {
            "case": self.case, "home": self.case, "record": visit.record, "member": member.record,
            "owner": member.record, "number": number.record, "visit": visit.record, "conference": conference.record,
            "row": visit.record, "training": training.record, "inquiry": self.case, "other": self.case,
            "match": visit.record, "link": visit.record, "entry": visit.record, "question": visit.record,
            "device": laptop.device.incarnation,
            "transfer": transfer.record, "referral": referral.record,
        }  # fmt: skip
        self.nobodys = dict.fromkeys(self.hers, a_record_id())

    def rules(self, *, with_ids: bool) -> Iterator[tuple[str, str, set[str]]]:
        """(endpoint, rule, parameters) of the console; with ids of records, or without any parameter."""
        for rule in self.console.app.url_map.iter_rules():
            if rule.endpoint.startswith(OUTSIDE) or "GET" not in rule.methods:
                continue
            names = rule.arguments
            if (names & set(self.hers)) if with_ids else not names:
                yield rule.endpoint, rule.rule, names

    def fills(self, names: set[str]) -> bool:
        """Whether there is a value for each of these parameters."""
        return not names - set(self.hers) - set(PLAIN)

    def path(self, rule: str, values: dict[str, Id]) -> str:
        """The address with these values."""
        return re.sub(r"<(?:[^:>]*(?:\([^)]*\))?:)?(\w+)>", lambda found: str(values[found[1]]), rule)

    def ask(self, role: str, rule: str, values: dict[str, Id]) -> TestResponse:
        """What a person of this role is answered at a route with these ids."""
        return self.console.client(role).get(self.path(rule, PLAIN | values), base_url=BASE)
