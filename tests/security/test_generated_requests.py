"""Requests that nobody wrote: made from the OpenAPI description, and forms of the console filled with anything.

Promise held here: no answer of 5xx, no change without the right, no more memory than a request may take.
"""

import tracemalloc

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from shared_schema.wire.chunks import CHUNKS_TYPE
from shared_schema.wire.enrolment import CONTENT_TYPE as ENROL_TYPE
from shared_schema.wire.signature_fields import EXCHANGE_TYPE
from sync_server.app import create_app
from sync_server.console import cookies
from sync_server.store.tables_records import changes
from tests.central import BASE
from tests.security.test_access_matrix import OUTSIDE, PLAIN, stage  # noqa: F401 - the fixture

FEW = settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
MOST_BYTES = 64_000_000  # eight times what was sent: the client of this test holds some of it
TEXTS = st.one_of(
    st.sampled_from(
        ["", "yes", "no", "none:declined", "save", "draft", "discard", "language:km", "section:x", "0", "-1", "31",
         "2026", "2570-13-40", "9" * 400, "\x00", "\ud7ff\u17d2\u17d2", "' OR 1=1 --", "<script>alert(1)</script>",
         "../../etc", "AAAAAAAAAAAAAAAAAAAAAA", "{}", "[]", "%s%n", "០១២", "1e999", "nan"]
    ),
    st.text(max_size=60),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(
        ["_do", "_record", "_seen", "_marks", "draft", "reason", "state", "value", "worker", "office", "press",
         "choice", "record", "items", "mark", "login", "role", "code", "field", "decision", "chosen", "visited_on.day",
         "seen", "seen.none", "home_place.code", "sex", "categories", "passphrase", "after", "next", "text_size"]
    ),
    st.text(min_size=1, max_size=12),
)  # fmt: skip
FORMS = st.dictionaries(NAMES, st.one_of(TEXTS, st.lists(TEXTS, max_size=3)), max_size=12)


@schemathesis.serializer(EXCHANGE_TYPE, ENROL_TYPE, CHUNKS_TYPE)
def as_bytes(_context, value):
    """Bodies of ours are bytes: what was generated, as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def described(stage):  # noqa: F811
    """The operations of the interface for laptops."""
    app = create_app(stage.console.server, with_console=False)
    return list(schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).get_all_operations())


@settings(FEW, max_examples=30)
@given(data=st.data())
def test_the_interface_for_laptops_answers_whatever_it_is_asked(described, data):
    operation = data.draw(st.sampled_from(described)).ok()
    answer = data.draw(operation.as_strategy()).call()
    assert answer.status_code < 500, answer.content[:500]


def posts(stage):  # noqa: F811
    """(endpoint, rule) of every form of the console."""
    rules = stage.console.app.url_map.iter_rules()
    return sorted((one.endpoint, one.rule) for one in rules if "POST" in one.methods and _is_hers(one.endpoint))


def _is_hers(endpoint: str) -> bool:
    return not endpoint.startswith(OUTSIDE) or endpoint in ("sign_in.begin", "sign_in.code", "sign_in.language")


@settings(FEW, max_examples=150)
@given(data=st.data())
def test_a_form_filled_with_anything_is_answered_and_breaks_nothing(stage, data):  # noqa: F811
    _endpoint, rule = data.draw(st.sampled_from(posts(stage)))
    role = data.draw(st.sampled_from(["worker", "supervisor", "coordinator", "administrator"]))
    answer = _send(stage, role, rule, data.draw(FORMS))
    assert answer.status_code < 500, (rule, role, answer.get_data(as_text=True)[-800:])


@settings(FEW, max_examples=60)
@given(data=st.data())
def test_whoever_has_no_right_changes_nothing_whatever_she_sends(stage, data):  # noqa: F811
    before = _log_length(stage)
    cases = [rule for _endpoint, rule in posts(stage) if "<case>" in rule or "<home>" in rule or "<record>" in rule]
    rule, role = data.draw(st.sampled_from(cases)), data.draw(st.sampled_from(["other_supervisor", "auditor"]))
    answer = _send(stage, role, rule, data.draw(FORMS))
    assert answer.status_code in (303, 404, 405, 409, 422), (rule, answer.status_code)
    assert _log_length(stage) == before, rule


def test_a_large_form_costs_no_more_than_a_form_may(stage):  # noqa: F811
    tracemalloc.start()
    try:
        answer = _send(stage, "worker", "/cases/<case>/visit/new", {"note": "x" * 8_000_000})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status_code == 413
    assert peak < MOST_BYTES, peak


def _send(stage, role, rule, fields):  # noqa: F811
    console = stage.console
    client = console.client(role)
    console.steps_up(role)
    held = client.get_cookie(cookies.SESSION, domain="127.0.0.1")
    request = console.app.test_request_context(headers={"Cookie": f"{cookies.SESSION}={held.value}"}).request
    data = {"csrf": cookies.csrf_of(request), **{name: value for name, value in fields.items() if name != "csrf"}}
    path = stage.path(rule, _Anything(PLAIN | stage.hers))
    return client.post(path, base_url=BASE, data=data, headers={"Origin": BASE})


class _Anything(dict):
    """Parameters that name no record of the stage get a word that is none."""

    def __missing__(self, name):
        return "AAAAAAAAAAAAAAAAAAAAAA"


def _log_length(stage):  # noqa: F811
    with stage.console.server.database.snapshot() as connection:
        return connection.execute(select(func.count()).select_from(changes)).scalar_one()
