"""Two laptops and a centre: the whole exchange over real stores, in one process (sync.md section 8, Exchange)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from casework.wire_dictionary import read_dictionary
from field_client.app import Laptop
from field_client.store.sums import scope_space
from field_client.sync.line import Answered, Posted
from field_client.sync.plan import Sizes
from shared_schema.identifiers import Id
from shared_schema.wire.coding import ZSTD
from tests.builders.records import a_case, a_note, a_visit
from tests.central import Central
from tests.field_client.store.applying import use_scopes
from tests.field_client.sync.laptops import Field, change, closing, enrol_field, refused, same_everywhere, save
from tests.field_client.sync.lines import CutLine, PassingLine, WsgiLine


def test_a_case_reaches_the_other_laptop_of_its_worker(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case, a_visit(home=case.record))
        report = first.sync()
        assert report.sent == {"case": 1, "visit": 1}
        assert report.waiting == 0
        assert other.sync().arrived["case"] == 1
        assert other.book.open(case.record).values == first.book.open(case.record).values


def test_two_answers_to_one_question_stay_side_by_side_on_both_laptops(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
        other.sync()
        change(first, case.record, {"nickname": "Nita"})
        change(other, case.record, {"nickname": "Chan"})
        first.sync()
        assert other.sync().two_versions == 1
        first.sync()
        for laptop in (first, other):
            assert [one.register for one in laptop.book.conflicts()] == ["nickname"]
        assert same_everywhere(first, other)


def test_reply_lost_push_is_harmless_when_repeated(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        with replaced_line(first, lose_reply=True):
            refused(first.sync, "sync.cut")
        assert first.book.receipt_of(case.record).at_centre is False
        report = first.sync()
        assert report.waiting == 0
        assert first.book.receipt_of(case.record).at_centre
        assert other.sync().arrived["case"] == 1
        assert same_everywhere(first, other)


def test_cut_request_has_no_effect(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        with replaced_line(first, lose_request=True):
            refused(first.sync, "sync.no_contact")
        assert "case" not in other.sync().arrived
        first.sync()
        assert other.sync().arrived["case"] == 1


def test_any_reply_limit_ends_in_the_same_state(sokha: Field, central: Central, tmp_path: Path) -> None:
    with closing(sokha) as (first,):
        for _ in range(6):
            case = a_case(worker=first.book.person)
            save(first, case, *(a_visit(home=case.record) for _ in range(20)))
        first.sync()
        digests = []
        for number, limit in enumerate((1, 3000, 5000, 9000, 1_000_000)):
            with closing(enrol_field(central, tmp_path / "laptops", "sokha", name=f"limit{number}")) as (other,):
                set_sizes(other, Sizes(reply_bytes=limit))
                other.sync()
                digests.append(digests_of(other))
        assert len({str(found) for found in digests}) == 1
        assert digests[0] == digests_of(first)


def test_edit_during_download_survives(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
        other.sync()
        change(first, case.record, {"nickname": "Nita"})
        first.sync()
        with editing_line(other, lambda: change(other, case.record, {"distinguishing_marks": "scar"})):
            other.sync()
        shown = other.book.open(case.record).values
        assert (shown["nickname"], shown["distinguishing_marks"]) == ("Nita", "scar")
        other.sync()
        first.sync()
        assert same_everywhere(first, other)
        assert first.book.open(case.record).values["distinguishing_marks"] == "scar"


def test_own_echo_is_not_sent_back(sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        case = a_case(worker=first.book.person)
        save(first, case, *(a_visit(home=case.record, narrative="x" * 1000) for _ in range(20)))
        report = first.sync()
        assert report.arrived == {}
        assert report.bytes_down < 1000
        first.sync()
        assert not any(first.store.identity.fact(f"differs/{row.server}") for row in first.store.cursors.servers())


def test_unknown_coding_is_repeated_once_in_plain_zstd(
    central: Central, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.api.exchange._dictionary", lambda: b"")  # a server without our dictionary
    field = enrol_field(central, tmp_path / "laptops", "sokha")
    with closing(replace(field, tools=replace(field.tools, dictionary=read_dictionary()))) as (first,):
        server = first.centre().server
        first.store.cursors.note_contact(
            server, at=1, batch_bytes=32768, reply_bytes=32768, codings=("homeward-zstd", ZSTD)
        )
        save(first, a_case(worker=first.book.person))
        assert first.sync().waiting == 0
        line = first._lines[server]
        assert isinstance(line, WsgiLine)
        assert [posted.headers["Content-Encoding"] for posted in line.posted] == ["homeward-zstd", ZSTD]
        numbers = [posted.headers["Signature-Input"].partition("nonce=")[2] for posted in line.posted]
        assert len(set(numbers)) == 2
        assert "homeward-zstd" not in first.centre().codings


def test_bytes_and_requests_stay_in_budget(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        cases = [a_case(worker=first.book.person) for _ in range(100)]
        for at in range(0, 100, 50):
            save(first, *cases[at : at + 50])
        first.sync()
        other.sync()
        idle = first.sync()
        assert (idle.requests, idle.bytes_up <= 900, idle.bytes_down <= 600) == (1, True, True), idle
        for number, case in enumerate(cases):
            values = {"nickname": f"n {number}", "family_group": f"g {number}", "distinguishing_marks": "scar"}
            change(first, case.record, values)
        pushed = first.sync()
        assert (pushed.requests, pushed.bytes_up <= 10_000, pushed.bytes_down <= 1000) == (1, True, True), pushed
        pulled = other.sync()
        assert (pulled.requests, pulled.bytes_up <= 1000, pulled.bytes_down <= 9000) == (1, True, True), pulled


def test_digest_mismatch_repairs_one_bucket(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case, *(a_note(home=case.record) for _ in range(30)))
        first.sync()
        other.sync()
        victim = case.record
        lose_received(other, victim)
        change(first, victim, {"nickname": "Nita"})
        first.sync()
        report = other.sync()
        assert report.requests <= 4
        assert other.book.open(victim).values["nickname"] == "Nita"
        assert same_everywhere(first, other)


def test_revoked_scope_takes_its_records_with_it(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
        server = first.centre().server
        use_scopes(first.store, server, [one for one in first.store.cursors.of(server) if one.startswith("dir")], now=1)
        assert "case" not in {row.kind for row in first.store.records.shown([case.record]).values()}
        report = first.sync()
        assert report.arrived["case"] == 1  # granted again: it comes from cursor 0
        assert same_everywhere(first)


# helpers


@contextmanager
def replaced_line(laptop: Laptop, *, lose_reply: bool = False, lose_request: bool = False) -> Iterator[None]:
    server = laptop.centre().server
    laptop.engine(server)
    inner = laptop._lines[server]
    laptop._lines[server] = CutLine(inner, lose_reply=lose_reply, lose_request=lose_request)
    yield
    laptop._lines[server] = inner


@dataclass
class _Editing(PassingLine):
    """A line that lets somebody type while the reply is on its way."""

    edit: Callable[[], object]

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        with self.inner.post(posted) as answered:
            self.edit()
            yield answered


@contextmanager
def editing_line(laptop: Laptop, edit: Callable[[], object]) -> Iterator[None]:
    server = laptop.centre().server
    laptop.engine(server)
    inner = laptop._lines[server]
    laptop._lines[server] = _Editing(inner, edit)
    yield
    laptop._lines[server] = inner


def set_sizes(laptop: Laptop, sizes: Sizes) -> None:
    server = laptop.centre().server
    laptop.store.cursors.note_contact(
        server, at=1, batch_bytes=sizes.batch_bytes, reply_bytes=sizes.reply_bytes, codings=(ZSTD,)
    )


def digests_of(laptop: Laptop) -> dict[str, int]:
    server = laptop.centre().server
    return {scope: laptop.store.sums.digest(scope_space(server, scope)) for scope in laptop.store.cursors.of(server)}


def lose_received(laptop: Laptop, record: Id) -> None:
    """Damage on the laptop that its own sums do not see: a received row that was never applied."""
    server = laptop.centre().server
    with laptop.store.transaction():
        laptop.store.memberships.remove(server, f"worker/{laptop.book.person.worker}", [record])
        laptop.store.records.remove_received(server, [record])
