"""Every route of the console with every role: reached or not as the table of rights says; an id out of reach is an id
that is not there (security.md 4.6). A route whose parameter nobody described here fails, so none is forgotten.
"""

import re

import pytest

from shared_schema.identifiers import Id
from sync_server.console.guard import EVERYBODY
from sync_server.console.mount import ROOMS
from sync_server.console.shared_rights import SHARED_RIGHTS
from sync_server.services.access import RIGHTS
from tests.builders.records import a_contact_point, a_family_member, a_record_id, a_visit, an_edit
from tests.stores import StoreUrls
from tests.sync_server.console.consoles import AConsole, a_console

OUTSIDE = ("static_files.", "sign_in.", "enrol.", "exchange.", "chunks.", "relay.", "audit.path", "openapi.", "health.")
ROLE_OF = {
    "coordinator": "coordinator",
    "supervisor": "supervisor",
    "worker": "social_worker",
    "administrator": "administrator",
    "auditor": "auditor",
}
NOT_HERS = ("other_worker", "other_supervisor", "administrator", "auditor")
# Values of parameters that name no object, one that fits any route.
PLAIN = {
    "base": "cases", "kind": "visit", "form": "visit", "part": "place", "task": "papers", "which": "first",
    "verb": "confirm", "field": "note", "n": "1", "item": "two_versions", "line": "AAAAAAAA",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory, sqlite_template):
    """Sokha's case in Battambang with one record of most kinds, and her inquiry."""
    import shutil

    folder = tmp_path_factory.mktemp("matrix")
    for line in ("records", "keyset"):
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    with a_console(folder, urls) as console:
        yield AStage(console)


class AStage:
    """`hers` = values of parameters that name Sokha's records; `nobodys` = ids that were never given."""

    def __init__(self, console: AConsole) -> None:
        self.console = console
        town = console.town
        self.case = town.saved_case("sokha")
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

    def rules(self, *, with_ids: bool):
        """(endpoint, rule, parameters) of the console; with ids of records, or without any parameter."""
        for rule in self.console.app.url_map.iter_rules():
            if rule.endpoint.startswith(OUTSIDE) or "GET" not in rule.methods:
                continue
            names = rule.arguments
            if (names & set(self.hers)) if with_ids else not names:
                yield rule.endpoint, rule.rule, names

    def path(self, rule: str, values) -> str:
        """The address with these values."""
        return re.sub(r"<(?:[^:>]*(?:\([^)]*\))?:)?(\w+)>", lambda found: str(values[found[1]]), rule)


def action_of(endpoint: str):
    """The right of a route, from what its room declares."""
    for room in ROOMS:
        if endpoint in room.rights:
            return room.rights[endpoint]
    return SHARED_RIGHTS[endpoint.partition(".")[0]]


@pytest.mark.parametrize("role", ROLE_OF)
def test_each_role_reaches_the_pages_of_its_rights_and_no_other(stage, role):
    stage.console.steps_up(role)
    wrong = []
    for endpoint, rule, _names in stage.rules(with_ids=False):
        answer = stage.console.client(role).get(rule, base_url="http://127.0.0.1:8443")
        is_reached = answer.status_code not in (404, 405)
        may = endpoint in EVERYBODY or ROLE_OF[role] in RIGHTS[action_of(endpoint)]
        if is_reached != may or answer.status_code >= 500:
            wrong.append((endpoint, rule, answer.status_code, may))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", NOT_HERS)
def test_an_id_out_of_reach_is_an_id_that_is_not_there(stage, role):
    stage.console.steps_up(role)
    told = []
    for endpoint, rule, names in stage.rules(with_ids=True):
        if set(names) - set(stage.hers) - set(PLAIN):
            continue
        answers = [_answer(stage, role, rule, values) for values in (stage.hers, stage.nobodys)]
        if answers[0] != answers[1] or answers[0][0] >= 500:
            told.append((endpoint, rule, answers[0][0], answers[1][0]))
    assert not told, "\n".join(map(str, told))


def test_the_worker_herself_reaches_them(stage):
    """So that the test above cannot hold because nobody reaches anything."""
    reached = [
        rule
        for _endpoint, rule, names in stage.rules(with_ids=True)
        if names == {"case"} and _answer(stage, "worker", rule, stage.hers)[0] == 200
    ]
    assert len(reached) >= 5, reached


def test_every_parameter_of_a_route_is_described(stage):
    known = set(stage.hers) | set(PLAIN) | OBJECTS_OF_THE_OFFICE
    unknown = {
        (rule.rule, name)
        for rule in stage.console.app.url_map.iter_rules()
        if not rule.endpoint.startswith(OUTSIDE)
        for name in rule.arguments - known
    }
    assert not unknown, "\n".join(map(str, sorted(unknown)))


# Parameters that name no record of a case: offices, people, reports …; their rooms' tests hold who reaches which.
OBJECTS_OF_THE_OFFICE = {
    "bundle",
    "code",
    "device",
    "draft",
    "erasure",
    "export_id",
    "key",
    "name",
    "number",
    "person",
    "provider",
}


def _answer(stage, role, rule, values):
    path = stage.path(rule, PLAIN | values)
    answer = stage.console.client(role).get(path, base_url="http://127.0.0.1:8443")
    text = answer.get_data(as_text=True)
    for one in values.values():
        text = text.replace(one, "an id")
    return answer.status_code, re.sub(r'value="\w{64}"|data-csrf="\w{64}"', "", text)
