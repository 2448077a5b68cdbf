"""The log of the server tells codes, counts and places, and never a value."""

import io
import logging
from collections.abc import Iterator

import orjson
import pytest

from shared_schema.errors import HomewardError
from sync_server.logs import log_error, log_event, server_logger

CANARY = "Sok Chenda"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    former = list(root.handlers), root.level
    yield io.StringIO()
    root.handlers[:], level = former[0], former[1]
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_object_a_line(stream: io.StringIO) -> None:
    log_event(server_logger(stream), "sync.done", changes=3, device="K7")
    [line] = lines(stream)
    assert (line["event"], line["changes"], line["device"], line["level"]) == ("sync.done", 3, "K7", "info")


def test_an_error_is_its_type_code_and_place_never_its_words(stream: io.StringIO) -> None:
    logger = server_logger(stream)
    try:
        local = CANARY
        raise ValueError(f"cannot read {local}")
    except ValueError as error:
        log_error(logger, "request.failed", error, ref="ab")
    try:
        raise HomewardError("record.invalid", kind="visit", name=CANARY)
    except HomewardError as error:
        log_error(logger, "request.failed", error)
    first, second = lines(stream)
    assert first["error"] == "ValueError"
    assert str(first["places"]).count("test_logs.py:") == 1
    assert second["code"] == "record.invalid"
    assert CANARY not in stream.getvalue()


def test_what_libraries_log_is_reduced_to_where_it_comes_from(stream: io.StringIO) -> None:
    server_logger(stream)
    logging.getLogger("sqlalchemy.engine").warning("INSERT %s", CANARY)
    try:
        raise KeyError(CANARY)
    except KeyError:
        logging.getLogger("apscheduler.executors").exception("Job raised %s", CANARY)
    assert CANARY not in stream.getvalue()
    assert [line["library"] for line in lines(stream)] == ["sqlalchemy", "apscheduler"]
