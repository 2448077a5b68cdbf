"""What an office does in the console, each done, empty and in error: assign, intake, referrals received, workload,
lease code, settings and wording. Both languages.
"""

from dataclasses import replace

from shared_schema.rules.reading import answer
from sync_server.store import people
from tests.sync_server.console.test_referral_board import a_sent_referral


def test_a_case_is_assigned_and_the_workload_says_so(stage):
    console = stage.console
    assert "Every case has a worker." in stage.opens("other_supervisor", "/assign", shot="console-assign-empty")
    case = console.town.saved_case("sokha")
    address = f"/assign?worker_of={console.person('worker')}"
    stage.opens("supervisor", address, language="km", shot="console-assign")
    stage.opens("supervisor", address)
    assert "No case was chosen" in stage.presses("Give", worker=console.person("colleague"))
    stage.opens("supervisor", address)
    assert "1 case or inquiry was given" in stage.presses("Give", case=case, worker=console.person("colleague"))
    assert answer(console.town.shown(case), "case_worker") == console.person("colleague")
    assert "Dara" in stage.opens("supervisor", "/workload", shot="console-workload")
    stage.opens("supervisor", "/workload", language="km", shot="console-workload")


def test_an_intake_is_accepted_and_the_list_is_empty_again(stage):
    console = stage.console
    assert "Nothing waits to be accepted." in stage.opens("other_supervisor", "/intake")
    console.town.saved_case("mony", given_name_latin="Rachana")
    account = replace(console.town.people["mony"], status=people.UNVERIFIED)
    console.server.database.run(lambda tx: people.change_account(tx, account, now_ms=console.clock()))
    assert "Unverified author" in stage.opens("other_supervisor", "/intake", shot="console-intake")
    stage.opens("other_supervisor", "/intake", language="km", shot="console-intake")
    stage.opens("other_supervisor", "/intake")
    assert "No reason was written" in stage.presses("Do not accept", reason=" ")
    stage.opens("other_supervisor", "/intake")
    stage.presses("Accept")
    assert "Nothing waits to be accepted." in stage.opens("other_supervisor", "/intake")


def test_a_lease_code_is_read_out_once_and_says_how_she_was_recognised(stage):
    console = stage.console
    device = console.town.laptop("sokha").laptop.device
    path = f"/devices/{device}/lease-code"
    stage.opens("supervisor", path, language="km", shot="console-lease-code")
    stage.opens("supervisor", path)
    assert "It is not said how she was recognised." in stage.presses("Show the code")
    stage.opens("supervisor", path)
    words = stage.presses("Show the code", recognised="voice")
    assert "It is shown this one time, and recorded." in words


def test_a_target_is_set_and_a_label_worded_by_an_administrator_alone(stage):
    assert "No target is set." in stage.opens("supervisor", "/settings/programme", shot="console-settings")
    stage.opens("administrator", "/settings/programme/new/target", language="km", shot="console-target")
    stage.opens("administrator", "/settings/programme/new/target")
    typed = {"code": "F1-2026", "name_latin": "People", "name_km": "មនុស្ស", "value": "120"}
    assert "From: this answer is needed." in stage.presses("Save", **typed)
    stage.presses("Save", **typed, from_on__day="1", from_on__month="1", from_on__year="2026")
    assert "F1-2026" in stage.opens("supervisor", "/settings/programme")
    stage.opens("administrator", "/settings/words/sex.female")
    assert "in both languages" in stage.presses("Save", en="Woman", km=" ")
    stage.presses("Save", en="Woman or girl", km="ស្ត្រី ឬក្មេងស្រី")
    assert "Woman or girl" in stage.opens("worker", "/settings/words?group=sex")
    stage.opens("worker", "/settings/words?group=sex", language="km", shot="console-words")


def test_the_receiving_office_reads_its_letter_and_declines_with_a_reason(stage):
    assert "No referral waits for an answer." in stage.opens("supervisor", "/referrals/inbox")
    _case, referral = a_sent_referral(stage.console)
    words = stage.opens("other_supervisor", f"/referrals/inbox/{referral}", shot="console-referral-letter")
    assert "Wants to learn sewing" in words and "Lives now at" not in words
    stage.opens("other_supervisor", f"/referrals/inbox/{referral}", language="km", shot="console-referral-letter")
    stage.opens("other_supervisor", f"/referrals/inbox/{referral}")
    assert "No reason was written" in stage.presses("Do not accept", reason="")
    stage.opens("other_supervisor", f"/referrals/inbox/{referral}")
    stage.presses("Do not accept", reason="The course is full")
    assert answer(stage.console.town.shown(referral), "state") == "declined"
