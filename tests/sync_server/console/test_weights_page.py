"""A proposed weight set beside the present one; adopted with a reason it counts at the centre and on laptops."""

import html
import re
from dataclasses import replace
from io import BytesIO

import orjson

from casework.book import Query
from casework.matching.finding import candidate_for_pair
from casework.matching.weights import DEFAULT_WEIGHTS, to_json
from casework.matching.weights_in_force import weights_of
from shared_schema.rules.reading import answer, day_of_ms
from sync_server.services.matching import weights_at_centre
from tests.builders.records import a_record_id, an_edit
from tests.field_client.sync.laptops import closing, enrol_field
from tests.sync_server.console.test_matches import girl, match  # noqa: F401 - fixtures

PAGE = "/settings/programme/weights"
LEVELS = {**DEFAULT_WEIGHTS.levels, "sex": {"equal": 12, "differs": -60}}
FITTED = replace(DEFAULT_WEIGHTS, version="fitted-7", levels=LEVELS, fitted_on=2400, fitted_at=1_764_000_000_000)


def as_file(weights):
    """What `match fit --to` writes."""
    stored = weights if isinstance(weights, bytes) else orjson.dumps(to_json(weights), option=orjson.OPT_INDENT_2)
    return {"_do": "look", "file": (BytesIO(stored), "weights.json")}


def proposal(page):
    return html.unescape(re.search(r'name="proposal" value="([^"]*)"', page.text).group(1))


def adopted(console, weights=FITTED, **typed):
    page = console.post("administrator", PAGE, as_file(weights), status=200)
    fields = {"_do": "adopt", "proposal": proposal(page), "_reason": "fits our data better", **typed}
    return console.post("administrator", PAGE, fields)


def test_everybody_who_reads_the_settings_sees_what_counts_and_only_an_administrator_decides(console):
    for role in ("coordinator", "supervisor", "worker", "auditor"):
        page = console.get(role, PAGE)
        assert "default-1" in page.words and "As shipped: judgement" in page.words and "look-form" not in page.text
        console.post(role, PAGE, as_file(FITTED), status=404)
    assert "Weights of the matcher" in console.get("coordinator", "/settings/programme").words


def test_a_proposed_set_stands_beside_the_present_one_and_says_what_would_change(console, match):  # noqa: F811
    page = console.post("administrator", PAGE, as_file(FITTED), status=200)
    assert "fitted-7" in page.words and "Learnt from 2400 people" in page.words and "default-1" in page.words
    assert "Sex Equal +1.0 +1.2 Changed" in page.words and "Sex Differs -4.6 -6.0 Changed" in page.words
    assert "What would change for 1 open pair" in page.words
    console.say_khmer()
    assert "សំណុំដែលស្នើ" in console.post("administrator", PAGE, as_file(FITTED), status=200).words
    settings = console.book("administrator").list(Query("setting")).records
    assert settings == (), "nothing is kept until it is adopted"


def test_an_adopted_set_scores_at_the_centre_and_reaches_a_laptop(console, match, tmp_path):  # noqa: F811
    record = console.book("coordinator").open(match)
    pair = (str(answer(record, "case_id")), str(answer(record, "inquiry_id")))
    adopted(console)
    today = day_of_ms(console.clock())
    with console.server.database.snapshot() as connection:
        assert weights_at_centre(console.server, connection).version == "fitted-7"
    book = console.book("coordinator")
    again = candidate_for_pair(book, *pair, today=today, weights=weights_of(book, today, counts_all=True))
    assert again.scored.weights_version == "fitted-7"
    assert answer(record, "weights_version") == "default-1", "an earlier score keeps its version"
    assert "fitted-7" in console.get("coordinator", PAGE).words
    with closing(enrol_field(console.town.central, tmp_path / "laptops", "sokha")) as (laptop,):
        laptop.sync()
        assert weights_of(laptop.book, today).version == "fitted-7"
        assert weights_of(laptop.book, today).bits("sex", "differs") == -60
    [setting] = book.list(Query("setting")).records
    reasons = [entry.reason for entry in book.history(setting.record_id).entries]
    assert "fits our data better" in reasons


def test_a_set_that_is_malformed_or_out_of_bounds_is_refused_by_name(console):
    order = replace(FITTED, levels={**LEVELS, "sex": {"equal": -10, "differs": 46}})
    for stored, field in ((order, "sex"), (replace(FITTED, prior=5), "prior"), (b"not json", "form"), (b"{}", "form")):
        page = console.post("administrator", PAGE, as_file(stored), status=422)
        assert f"This weight set cannot be used ({field})." in page.words
    page = console.post("administrator", PAGE, as_file(FITTED), status=200)
    typed = {"_do": "adopt", "proposal": proposal(page), "_reason": " "}
    assert "No reason was written" in console.post("administrator", PAGE, typed, status=422).words
    bent = {**typed, "proposal": proposal(page).replace("-60", "-999"), "_reason": "x"}
    console.post("administrator", PAGE, bent, status=422)
    assert console.book("administrator").list(Query("setting")).records == ()
    adopted(console)
    again = {**typed, "_reason": "once more"}
    assert "already used" in console.post("administrator", PAGE, again, status=422).words


def test_a_set_that_cannot_be_read_is_passed_over_and_the_one_before_goes_on_counting(console):
    adopted(console)
    book = console.book("administrator")
    values = {"setting_type": "weight_set", "code": "later", "value": 1, "from_on": "2025-11-22", "weights": "{}"}
    assert book.save([an_edit("setting", values, record=a_record_id(), home="directory")]).dots
    assert weights_of(book, day_of_ms(console.clock())).version == "fitted-7"
