"""States come, own changes are taken, and nothing that was typed meanwhile is lost."""

from pathlib import Path

import pytest

from field_client.store import states
from field_client.store.sums import scope_space
from shared_schema.wire.compact import DIGEST_MODULUS, state_digest, write_state
from shared_schema.wire.messages import SetAside, Verdicts
from tests.builders.records import OFFICE, WORKER, a_case, a_family_member, a_visit, changed
from tests.field_client.store.applying import apply_page, apply_verdicts, use_scopes
from tests.field_client.store.centres import ACentre, shown_equal
from tests.field_client.store.laptops import CENTRE, HUB, ALaptop, a_laptop, received

SCOPE = f"worker/{WORKER.worker}"


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def a_case_at_both(laptop: ALaptop, centre: ACentre) -> str:
    case = a_case()
    laptop.save(case)
    centre.take(laptop)
    return case.record


def test_edit_during_download_survives(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    laptop.save(case)
    centre.take(laptop)
    centre.write(changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    frame = centre.frame(case.record)  # on its way while she types
    laptop.save(changed(case, laptop.state(case.record).seen, {"wishes_tracing": "yes"}))
    apply_page(laptop.store, CENTRE, [frame], cursors={SCOPE: 1}, now=1)
    values = laptop.book.open(case.record).values
    assert (values["nickname"], values["wishes_tracing"]) == ("Pov", "yes")
    assert laptop.store.outbox.waiting(CENTRE) == 1


def test_taken_change_makes_the_received_state_that_the_server_holds(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    assert centre.holds_what_laptop_received(laptop, record)
    case = a_case(record=record)
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Pov"}))
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Touch"}))
    centre.take(laptop)
    assert centre.holds_what_laptop_received(laptop, record)


def test_taken_while_a_later_edit_waits(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case = a_case(record=record)
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Pov"}))
    batches = laptop.store.outbox.next_batches(CENTRE, max_bytes=10**6, signer=laptop.sign)
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Touch"}))
    life = laptop.store.log.current().id
    assert batches[0].head.n == 2
    apply_verdicts(laptop.store, CENTRE, Verdicts(applied=((life, 2, 2),)))
    now = received(laptop, record)
    assert now is not None and now.seen == {life: 2}
    assert laptop.book.open(record).values["nickname"] == "Touch"


def test_what_an_answer_will_change_is_looked_up_and_left_as_it_is(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    laptop.save(changed(a_case(record=record), laptop.state(record).seen, {"nickname": "Pov"}))
    life = laptop.store.log.current().id
    asked: list[str] = []
    laptop.store.database.connection.set_trace_callback(asked.append)
    laptop.store.receiving.look_up(CENTRE, [(life, 2, 2)])
    laptop.store.database.connection.set_trace_callback(None)
    assert all(one.startswith("SELECT") for one in asked)
    for table in ("received", "shown", "memberships", "history_values"):
        assert any(f"FROM {table} WHERE record IN ('{record}'" in one for one in asked)


def test_what_was_compared_while_the_answer_was_awaited_counts_only_for_the_very_rows(
    laptop: ALaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case, life = a_case(record=record), laptop.store.log.current().id
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Pov"}))
    compared: list[bytes] = []
    whole = states.difference
    monkeypatch.setattr(states, "difference", lambda old, new: compared.append(new) or whole(old, new))
    laptop.store.receiving.look_up(CENTRE, [(life, 2, 2)])
    apply_verdicts(laptop.store, CENTRE, Verdicts(applied=((life, 2, 2),)))
    assert len(compared) == 1, "compared while the answer was awaited"
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Touch"}))
    laptop.store.receiving.look_up(CENTRE, [(life, 3, 3)])
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Srey"}))  # typed while the answer is awaited
    apply_verdicts(laptop.store, CENTRE, Verdicts(applied=((life, 3, 4),)))
    assert len(compared) == 3, "other rows than those that were looked up are compared when the answer is there"
    kept = laptop.store.database.rows("SELECT value FROM history_values WHERE register = 'nickname' ORDER BY n")
    assert [row[0] for row in kept] == ['"Pov"']


def test_an_answer_that_nobody_searches_leaves_the_search_as_it_is(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case = a_case(record=record)
    asked: list[str] = []
    laptop.store.database.connection.set_trace_callback(asked.append)
    laptop.save(changed(case, laptop.state(record).seen, {"wishes_tracing": "yes"}))
    assert not any(
        "INTO search" in one or "FROM search" in one.replace("SELECT rowid, tokens FROM", "") for one in asked
    )
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Pov"}))
    assert any("DELETE FROM search WHERE rowid" in one for one in asked)
    assert any("INSERT INTO search" in one for one in asked)
    laptop.store.database.connection.set_trace_callback(None)


def test_change_set_aside_stays_shown_to_its_author_and_out_of_the_received_state(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case = a_case(record=record)
    laptop.save(changed(case, laptop.state(record).seen, {"nickname": "Pov"}))
    life = laptop.store.log.current().id
    centre.refuses[(life, 2)] = "change.not_allowed"
    centre.take(laptop)
    assert laptop.book.open(record).values["nickname"] == "Pov"
    now = received(laptop, record)
    assert now is not None and "nickname" not in now.registers
    waiting = laptop.book.set_aside()
    assert [(entry.dot, entry.code, entry.record) for entry in waiting] == [((life, 2), "change.not_allowed", record)]
    assert "set_aside" in {entry.status for entry in laptop.book.history(record).entries}
    # A person lets it stand: it comes back as a state, and waits no longer.
    change = laptop.store.log.changes_of(record)[-1]
    centre.apply(change)
    centre.send(laptop, record)
    assert laptop.book.set_aside() == ()
    assert shown_equal(laptop, centre, record)


def test_held_changes_are_told_with_the_one_they_wait_behind(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case = a_case(record=record)
    for nickname in ("Pov", "Touch"):
        laptop.save(changed(case, laptop.state(record).seen, {"nickname": nickname}))
    life = laptop.store.log.current().id
    answers = (SetAside((life, 2), "change.not_allowed"), SetAside((life, 3), "change.held", (life, 2)))
    apply_verdicts(laptop.store, CENTRE, Verdicts(set_aside=answers))
    assert [(entry.dot, entry.held) for entry in laptop.book.set_aside()] == [((life, 2), ((life, 3),))]


def test_delta_is_put_onto_the_received_state(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case = a_case(record=record)
    centre.write(changed(case, centre.states[record].seen, {"nickname": "Pov"}))
    frame = centre.frame(record, changed=["nickname"])
    assert apply_page(laptop.store, CENTRE, [frame], cursors={SCOPE: 1}, now=1) == ()
    assert centre.holds_what_laptop_received(laptop, record)


def test_delta_of_an_unknown_record_is_wanted_in_full(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    centre.write(case)
    frame = centre.frame(case.record, changed=["sex"])
    assert apply_page(laptop.store, CENTRE, [frame], cursors={SCOPE: 1}, now=1) == (case.record,)
    assert laptop.store.records.shown_state(case.record) is None


def test_digest_of_a_scope_is_the_sum_over_what_it_holds(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    others = [a_case() for _ in range(3)]
    for case in others:
        centre.write(case)
    centre.send(laptop)
    laptop.save(changed(a_case(record=record), laptop.state(record).seen, {"nickname": "not sent yet"}))
    whole = sum(state_digest(one, write_state(state)) for one, state in centre.states.items()) % DIGEST_MODULUS
    assert laptop.store.sums.digest(scope_space(CENTRE, SCOPE)) == whole
    centre.write(changed(others[0], centre.states[others[0].record].seen, {"nickname": "Pov"}))
    centre.send(laptop, others[0].record)
    whole = sum(state_digest(one, write_state(state)) for one, state in centre.states.items()) % DIGEST_MODULUS
    assert laptop.store.sums.digest(scope_space(CENTRE, SCOPE)) == whole


def test_own_new_record_lies_in_the_scopes_of_its_dossier(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    visit, mother = a_visit(home=case.record), a_family_member(home=case.record)
    laptop.save(case, visit, mother)
    centre.take(laptop)
    assert set(laptop.store.memberships.records_in(CENTRE, SCOPE)) == {case.record, visit.record, mother.record}


def test_two_servers_are_kept_apart(laptop: ALaptop) -> None:
    laptop.store.cursors.put_server(HUB, kind="hub", url="https://hub", certificate=b"", tls_authority=b"")
    use_scopes(laptop.store, HUB, [SCOPE], now=1)
    centre, hub = ACentre(), ACentre(server=HUB)
    case = a_case()
    laptop.save(case)
    hub.take(laptop)
    assert laptop.book.receipt_of(case.record) == type(laptop.book.receipt_of(case.record))(True, False, 1)
    assert laptop.store.outbox.waiting(CENTRE) == 1
    centre.take(laptop)
    hub.write(changed(case, hub.states[case.record].seen, {"nickname": "Pov"}))
    hub.send(laptop, case.record)
    centre.write(
        changed(case, centre.states[case.record].seen, {"wishes_tracing": "no"}),
        device="AAAAAAAAAAAAAAAAAAAAAA",
    )
    centre.send(laptop, case.record)
    values = laptop.book.open(case.record).values
    assert (values["nickname"], values["wishes_tracing"]) == ("Pov", "no")
    assert centre.holds_what_laptop_received(laptop, case.record)
    assert hub.holds_what_laptop_received(laptop, case.record)


def test_state_that_knows_less_is_kept_as_a_witness(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    backup = dict(centre.states)
    centre.write(changed(a_case(record=record), centre.states[record].seen, {"nickname": "Pov"}))
    centre.send(laptop, record)
    centre.states = backup  # restored from last night
    centre.send(laptop, record)
    assert [one for one, _data in laptop.store.records.witnesses(CENTRE)] == [record]
    assert "Pov" in [entry.value for entry in laptop.book.history(record).entries]


def test_unknown_registers_survive_old_clients(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    centre.write(changed(a_case(record=record), centre.states[record].seen, {"invented_later": {"a": 1}}))
    centre.send(laptop, record)
    laptop.save(changed(a_case(record=record), laptop.state(record).seen, {"nickname": "Pov"}))
    centre.take(laptop)
    assert centre.holds_what_laptop_received(laptop, record)
    assert "invented_later" in laptop.state(record).registers


def test_unknown_group_members_are_copied_through(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    status = {"status": "open", "stage": "pre_integration", "invented_later": "x"}
    centre.write(changed(a_case(record=record), centre.states[record].seen, {"group:status": status}))
    centre.send(laptop, record)
    shown = laptop.book.open(record)
    registers = laptop.store.kinds["case"].to_registers({"stage": "integration"}, shown.before())
    laptop.save(changed(a_case(record=record), shown.seen, registers))
    assert laptop.book.open(record).objects["group:status"]["invented_later"] == "x"


def test_record_of_an_unknown_kind_is_kept(laptop: ALaptop) -> None:
    centre = ACentre()
    edit = changed(a_case(), {}, {"something": "new"})
    unknown = type(edit)(edit.record, "invented_later", edit.record, edit.registers)
    centre.write(unknown)
    centre.send(laptop, edit.record)
    assert centre.holds_what_laptop_received(laptop, edit.record)
    assert laptop.book.open(edit.record).unknown == ("something",)


def test_office_book_record_is_in_both_its_scopes(laptop: ALaptop) -> None:
    from tests.builders.records import an_edit

    centre = ACentre()
    training = an_edit(
        "training",
        {"title": "Family tracing", "topic": "family_tracing", "held_on": "2025-11-20", "days": 2, "office": OFFICE},
        home=OFFICE,
    )
    laptop.save(training)
    centre.take(laptop)
    for scope in (SCOPE, f"office/{OFFICE}/book"):
        assert laptop.store.memberships.records_in(CENTRE, scope) == (training.record,)


def test_rules_are_given_the_past_of_a_register(laptop: ALaptop) -> None:
    centre = ACentre()
    record = a_case_at_both(laptop, centre)
    case = a_case(record=record)
    laptop.save(changed(case, laptop.state(record).seen, {"risk_level": "medium"}))
    laptop.clock.move(3 * 86_400_000)
    laptop.save(changed(case, laptop.state(record).seen, {"risk_level": "high", "risk_reason": "Threats"}))
    dated = laptop.book.dossier(record).dated
    assert [one.value for one in dated[(record, "risk_level")]] == ["medium", "high"]
    assert dated[(record, "risk_level")][0].day < dated[(record, "risk_level")][1].day
    assert (record, "nickname") not in dated


def test_day_of_a_value_is_the_receipts_where_the_clock_was_ahead(laptop: ALaptop) -> None:
    case = a_case(risk_level="low")
    laptop.clock.move(400 * 86_400_000)  # a laptop clock far in the future
    laptop.save(case)
    life = laptop.store.log.current().id
    laptop.store.cursors.confirm(CENTRE, life, 1, at=laptop.clock() - 400 * 86_400_000)
    assert laptop.book.dated_values(case.record, "risk_level")[0].day == "2025-11-21"
