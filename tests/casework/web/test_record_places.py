"""Addresses of records: a list makes one of each sort, and every line has its own."""

import pytest
from flask import Flask, url_for

from casework.web.record_places import CASES, Stand, address_of, url_if_there

HERE, THERE = "AaIEb94KdWGuaWmVsTwXOw", "AaIEb94ccoK34dRhat0qIw"


@pytest.fixture
def app() -> Flask:
    """A program with a page of a case, of its records, and none of inquiries."""
    app = Flask(__name__)
    app.add_url_rule("/cases/<case>", "cases.show", lambda case: case)
    app.add_url_rule("/<base>/<home>/<kind>/<record>", "records.show", lambda **named: "")
    return app


@pytest.mark.parametrize(
    "values",
    [
        {"case": HERE},
        {"case": HERE, "worker": THERE},
        {"case": HERE, "worker": HERE, "state": "A", "page": 2, "of": None},
        {"case": "BTB-26-K1-1", "_anchor": "visit é"},
    ],
)
def test_an_address_is_what_flask_says_at_the_first_time_and_later(app: Flask, values: dict[str, object]) -> None:
    turned = {name: {HERE: THERE, THERE: HERE}.get(str(value), value) for name, value in values.items()}
    with app.test_request_context(base_url="http://127.0.0.1/below"):
        for one in (values, turned, values):
            assert address_of("cases.show", **one) == url_for("cases.show", **one)  # type: ignore[arg-type]


def test_two_records_of_one_case_have_their_own_addresses(app: Flask) -> None:
    with app.test_request_context():
        found = [Stand(CASES, HERE).url("show", "visit", record=record) for record in (HERE, THERE)]
    assert found == [f"/cases/{HERE}/visit/{record}" for record in (HERE, THERE)]


def test_a_page_that_is_not_mounted_has_no_address_however_often_it_is_asked_for(app: Flask) -> None:
    with app.test_request_context():
        assert [url_if_there("tracing.show", inquiry=one) for one in (HERE, THERE)] == ["", ""]
