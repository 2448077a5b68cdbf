"""Two review items whose codes begin alike: both stand, and the longer code says which is meant."""

import pytest

from shared_schema.errors import HomewardError
from sync_server.services.book import make_books
from sync_server.services.review import decide_line, review_lines
from sync_server.store.review_items import item_code
from tests.builders.town import Town

# Found by trying two million: their codes are alike in all forty bits that are shown.
ALIKE = ("AaHuVl4AcACAAAAAABhWow", "AaHuVl4AcACAAAAAACDysA")
SHORT = "WG55JDBF"


def two_alike(town: Town) -> None:
    """Two cases with two nicknames each, whose items have one short code."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    for record in ALIKE:
        sokha.save(town.case_of("sokha", record=record))
    sokha.exchange()
    chenda.settle()
    for record in ALIKE:
        sokha.change(record, {"nickname": "ស្រីពៅ"})
        chenda.change(record, {"nickname": "ពៅ"})
    sokha.exchange()
    assert not chenda.exchange().verdicts.set_aside


def test_two_items_of_one_short_code_are_told_apart_by_the_long_one(town: Town) -> None:
    assert {item_code("two_versions", record, "nickname") for record in ALIKE} == {SHORT}
    two_alike(town)
    book = make_books(town.server).of(town.people["chenda"].id)
    with town.server.database.snapshot() as connection:
        codes = {line.record: line.code for line in review_lines(town.server, connection, book.actor)}
    assert len(set(codes.values())) == 2 and all(code.startswith(SHORT) for code in codes.values())
    with pytest.raises(HomewardError) as caught:
        decide_line(book, town.server, SHORT, decision="keep", reason="asked her")
    assert caught.value.code == "review.code_too_short"
    assert all(code in str(caught.value.facts["codes"]) for code in codes.values())
    first, second = ALIKE
    decide_line(book, town.server, codes[second].lower(), decision="write", reason="asked her", value="ពៅ")
    assert town.shown(second).conflicts == () and town.shown(first).conflicts != ()
    decide_line(book, town.server, SHORT, decision="write", reason="asked her", value="ពៅ")
    assert town.shown(first).conflicts == ()


def test_the_beginning_of_a_code_names_nothing(town: Town) -> None:
    two_alike(town)
    book = make_books(town.server).of(town.people["chenda"].id)
    with pytest.raises(HomewardError) as caught:
        decide_line(book, town.server, SHORT[:7], decision="keep", reason="asked her")
    assert caught.value.code == "review.item_unknown"
