"""The description is served, is valid, and knows every route and every kind of record."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from shared_schema.records.kinds import KINDS
from sync_server.api.answers import STATUSES
from sync_server.api.openapi import description
from sync_server.app import create_app
from tests.central import a_central


@pytest.fixture
def central(sqlite_urls, tmp_path):
    whole = a_central(sqlite_urls, tmp_path)
    yield whole
    whole.close()


def test_the_description_is_served_and_is_the_one_that_is_made(central):
    answer = central.client().get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json == description()


def test_the_description_is_valid():
    OpenAPIV31SpecValidator(description()).validate()


def test_every_route_of_the_server_is_described_and_no_other(central):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in create_app(central.server, with_console=False).url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in description()["paths"].items() for method in methods}
    assert served == described


def test_every_kind_of_record_is_described_field_by_field():
    schemas = description()["components"]["schemas"]
    for name, kind in KINDS.items():
        assert set(schemas[name]["properties"]) == set(kind.fields)


def test_every_status_that_the_signature_check_may_answer_is_described_for_signed_requests():
    signed = {str(status) for code, status in STATUSES.items() if code in ("device.unknown", "device.nonce_behind")}
    for operation in (one for path in description()["paths"].values() for one in path.values()):
        if operation.get("security"):
            assert signed <= set(operation["responses"])
