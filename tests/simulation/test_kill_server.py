"""The centre's process dies at any statement of what it does: nothing is half done, and doing it again succeeds.

In CI at every second to seventh where an action is slow, at others on each engine; at all of them in `make soak`.
"""

from functools import partial
from pathlib import Path

import pyrage
import pytest

from shared_schema.errors import HomewardError
from sync_server.jobs.audit_chainer import chain_audit
from sync_server.server import Server
from sync_server.services.audit import auditor_of
from sync_server.services.book import make_books
from sync_server.services.dossier_rules import check_queue
from sync_server.services.rekeying_run import KEPT_MS, run_rekeyings, sweep_old_keys
from sync_server.services.review import decide_line, review_lines
from sync_server.store.audit import find_rows, read_head
from sync_server.store.keyring import write_keyring
from sync_server.store.keyset import KeySet
from tests.builders.field import FieldLaptop
from tests.builders.moving import a_told_dossier, assign, everything, numbers_of
from tests.builders.records import a_visit
from tests.builders.town import Town, a_town
from tests.central import Central, reopen
from tests.integration.backups import Safe
from tests.simulation.killing import MOST, assert_whole, counts, kill_at_every_statement
from tests.stores import StoreUrls

pytestmark = pytest.mark.simulation


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path):
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()


def test_killed_in_a_push(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.services.limits.EXCHANGES", MOST)
    laptop = town.laptop("sokha")
    case = town.case_of("sokha")
    laptop.save(case)
    for _ in range(3):
        laptop.save(a_visit(home=case.record))
    laptop.change(case.record, {"sex": "no code"})
    laptop.change(case.record, {"nickname": "held"})

    def whole_or_void() -> None:
        laptop.laptop.nonce += 1  # as the child did
        assert_whole(town.server, laptop.device)
        assert counts(town.server)["changes"] in (0, laptop.device.n)

    assert kill_at_every_statement(town.server, laptop.exchange, then=whole_or_void, step=2) > 15
    assert town.exists(case.record)
    assert {row.code for row in town.waiting()} == {"change.invalid", "change.held"}
    before = counts(town.server)
    answer = laptop.exchange()
    assert answer.verdicts.duplicate and not answer.verdicts.applied
    assert counts(town.server) == before
    assert laptop.is_as_the_server_says(answer)


def set_aside(town: Town) -> tuple[FieldLaptop, str, str]:
    """A lowering that waits: (laptop, case, code of the line)."""
    laptop = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    laptop.exchange()
    laptop.change(case, {"risk_level": "low", "wishes": "ចង់ទៅផ្ទះ"})
    laptop.exchange()
    check_queue(town.server)
    return laptop, case, line_of(town.server, town.people["chenda"].id)


def line_of(server: Server, person: str) -> str:
    with server.database.snapshot() as connection:
        lines = review_lines(server, connection, make_books(server).of(person).actor, item_kind="set_aside")
    return lines[0].code if lines else ""


@pytest.mark.parametrize("decision", ["keep", "release"])
def test_killed_in_a_decision(town: Town, decision: str) -> None:
    laptop, case, code = set_aside(town)
    chenda = town.people["chenda"].id

    def decide() -> None:
        decide_line(make_books(town.server).of(chenda), town.server, code, decision=decision, reason="seen at home")

    whole = partial(assert_whole, town.server, laptop.device)
    assert kill_at_every_statement(town.server, decide, then=whole, step=3) > 10
    assert line_of(town.server, chenda) == ""
    assert town.shown(case).values["risk_level"] == ("high" if decision == "keep" else "low")
    with pytest.raises(HomewardError, match=r"^review\.item_unknown$"):
        decide()
    assert laptop.is_as_the_server_says(laptop.exchange())


def test_killed_in_the_rules_of_touched_dossiers(town: Town) -> None:
    town.saved_case("sokha")
    check = partial(check_queue, town.server)
    assert kill_at_every_statement(town.server, check, then=partial(assert_whole, town.server)) > 5
    assert counts(town.server)["dossier_queue"] == 0


def test_killed_in_chaining_the_audit(town: Town) -> None:
    town.saved_case("sokha")
    for _turn in range(2):
        town.laptop("sokha").change(next(iter(town.laptop("sokha").received)), {"nickname": "x"})
        town.laptop("sokha").exchange()
    town.central.clock.advance(hours=2)
    waiting = counts(town.server)["audit_rows"]
    auditor, epoch = auditor_of(town.server), town.server.identity.epoch

    def nothing_lost() -> None:
        assert {one.code for one in auditor.verify(epoch=epoch)} <= {"unchained"}
        assert counts(town.server)["audit_rows"] == waiting

    assert kill_at_every_statement(town.server, partial(chain_audit, town.server), then=nothing_lost) > 5
    assert auditor.verify(epoch=epoch) == ()
    with town.server.database.snapshot() as connection:
        assert read_head(connection).n == waiting


def test_killed_in_a_rotation_of_the_key_ring(town: Town) -> None:
    town.saved_case("sokha")
    ring = town.server.ring.current.rotated(now_ms=town.central.clock())
    write_keyring(town.server.config.key_file, ring)

    keyset = KeySet(town.server.keyset.database, ring=ring, random=town.server.random)

    def rewrap() -> None:
        while keyset.rewrap_some(limit=2):
            pass

    assert kill_at_every_statement(town.server, rewrap, then=partial(assert_whole, town.server)) > 5
    assert set(keyset.counts()) == {ring.active}


def test_killed_in_a_move_and_in_sealing_anew(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.services.rekeying_run.ROWS", 4)
    case = a_told_dossier(town, visits=1)
    words = set(everything(town, case)[1:])

    def nothing_lost() -> None:
        chain_audit(town.server)
        assert_whole(town.server)
        assert words <= set(everything(town, case))

    move = partial(assign, town, case, "mony", town.pailin)
    assert kill_at_every_statement(town.server, move, then=nothing_lost, step=7) > 15
    town.central.clock.advance(hours=1)
    assert kill_at_every_statement(town.server, partial(run_rekeyings, town.server), then=nothing_lost, step=4) > 15
    assert run_rekeyings(town.server).rows == 0
    assert numbers_of(town, case) == {town.server.sealing.key_no(case)}
    sweep_old_keys(town.server)
    town.central.clock.advance(ms=KEPT_MS)
    old = len(town.server.keyset.old_keys())
    assert kill_at_every_statement(town.server, partial(sweep_old_keys, town.server), then=nothing_lost, step=4) > 5
    with town.server.database.snapshot() as connection:
        assert len(find_rows(connection, action="key.destroyed")) >= old > 0
    assert town.server.keyset.old_keys() == []


def test_killed_in_a_restore(town: Town, request: pytest.FixtureRequest) -> None:
    laptop = town.laptop("sokha")
    case = town.saved_case("sokha")
    chain_audit(town.server)
    is_sqlite = town.server.database.is_sqlite
    postgres = None if is_sqlite else request.getfixturevalue("postgres_server")
    keys = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    safe = Safe(town.central, town.central.folder / "backups", *keys, postgres)
    backup, config = safe.make(), safe.empty()
    old = town.server.identity

    def restore() -> None:
        safe.restore(backup, config)

    opened: list[Central] = []

    def opened_by_nobody_or_settled() -> None:
        try:
            opened.append(reopen(config, town.central.folder, town.central.clock))
        except HomewardError as error:
            assert error.code in ("store.schema_behind", "server.not_initialised")

    step = 5 if is_sqlite else 7
    assert kill_at_every_statement(town.server, restore, then=opened_by_nobody_or_settled, step=step) > 10
    (restored,) = opened
    assert_whole(restored.server, laptop.device)
    assert restored.server.identity.epoch != old.epoch
    with restored.server.database.snapshot() as connection:
        assert len(find_rows(connection, action="backup.restored")) == 1
    laptop.client = restored.client()
    laptop.exchange()
    assert case in laptop.received
    restored.close()
