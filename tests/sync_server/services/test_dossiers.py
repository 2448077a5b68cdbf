"""Dossiers that are read together are those that are read one by one, and cost no more statements than one."""

from datetime import date

from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from sync_server.services.book import make_books
from sync_server.services.dossiers import dossiers_of_homes, read_dossier
from sync_server.store.records import RecordRow
from tests.asking import asked_of
from tests.builders.records import a_family_member, a_record_id, a_visit, an_edit
from tests.builders.town import Town


def two_linked_cases(town: Town) -> tuple[Id, Id]:
    """Two cases with a visit each, a risk that rose, a mother, and a link that lies in the first."""
    sokha = town.laptop("sokha")
    first, second = sorted((town.saved_case("sokha"), town.saved_case("sokha", nickname="ពៅ")))
    for home in (first, second):
        sokha.save(a_visit(home=home))
        sokha.save(a_family_member(home=home))
        sokha.change(home, {"risk_level": "high", "risk_reason": "threats"})
    link = {"case_a": first, "case_b": second, "state": "proposed", "reason": "same birthday"}
    sokha.save(an_edit("case_link", link, home=first))
    answer = sokha.exchange()
    assert not answer.verdicts.set_aside, answer.verdicts.set_aside
    return first, second


def everything(_row: RecordRow) -> bool:
    """Whoever checks rules sees all."""
    return True


def together(town: Town, homes: list[Id]) -> tuple[dict[Id, Dossier], int]:
    """Read in one go; with the number of statements."""
    with town.server.database.snapshot() as connection, asked_of(town.server.database) as asked:
        read = dossiers_of_homes(town.server, connection, homes, sees=everything, has_clearance=True)
    return read, len(asked)


def test_read_together_they_are_what_each_is_alone(town: Town) -> None:
    first, second = two_linked_cases(town)
    nobody = a_record_id()
    read, _count = together(town, [first, nobody, second])
    with town.server.database.snapshot() as connection:
        for home in (first, nobody, second):
            alone = read_dossier(town.server, connection, home, sees=everything, has_clearance=True)
            assert read[home] == alone
    assert list(read) == [first, nobody, second]
    assert not read[nobody].records and not read[nobody].related and not read[nobody].dated
    own = {one.kind for one in read[second].records.values()}
    assert own == {"case", "visit", "family_member"}
    assert {place[0] for place in read[first].dated} <= read[first].records.keys()


def test_a_link_is_read_from_both_ends_and_its_words_from_its_own_side_alone(town: Town) -> None:
    first, second = two_linked_cases(town)
    read, _count = together(town, [first, second])
    (link,) = [key for key, one in read[first].records.items() if one.kind == "case_link"]
    withheld = KINDS["case_link"].home_only_registers
    assert withheld & read[first].records[link].values.keys()
    assert not withheld & read[second].related[link].values.keys()
    assert second in read[first].related and first in read[second].related


def test_ten_dossiers_cost_the_statements_of_two(town: Town) -> None:
    cases = [*two_linked_cases(town), *(town.saved_case("sokha") for _ in range(8))]
    together(town, cases)
    _read, of_two = together(town, cases[:2])
    read, of_all = together(town, cases)
    assert len(read) == 10 and of_all == of_two


def test_what_a_search_tells_of_its_hits_costs_the_same_however_many_there_are(town: Town) -> None:
    def told() -> tuple[int, int]:
        book = make_books(town.server).of(town.people["chenda"].id)  # which remembers nothing of an earlier search
        found = [one.home for one in book.search("Chenda")]
        with asked_of(town.server.database) as asked:
            outlines = book.outlines_of(found, date(2026, 11, 18))
        return len(outlines), len(asked)

    cases = [town.saved_case("sokha") for _ in range(2)]
    few = told()
    cases += [town.saved_case("sokha") for _ in range(6)]
    many = told()
    assert (few[0], many[0]) == (2, len(cases)) and few[1] == many[1]
