"""The lease ends on the laptop: on the page and on the command line, with clocks that are right, wrong and put back."""

import shutil
from pathlib import Path

from casework.book import Person
from field_client import lease_end
from field_client.lease_end import LEASE_DAYS, has_ended
from field_client.store.identity import HIGHEST_CLOCK
from field_client.vault import lease as leases
from field_client.vault.lease import DAY_MS, LEASE_NAME, read_lease
from field_client.vault.recovery import print_lease_code
from sync_server.services.access import Actor
from sync_server.services.fleet import read_out_lease
from sync_server.store.devices import find_device_by_code
from tests.central import Central
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, closing, refused
from tests.field_client.web.programs import a_program

KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
YEAR_MS = 365 * DAY_MS


def a_code(centre: Central, code: str = "K1") -> str:
    """What the supervisor reads from her screen."""
    with centre.server.database.snapshot() as connection:
        device = find_device_by_code(connection, code)
    assert device is not None and device.office is not None
    person = Person("AAAAAAAAAAAAAAAAAAAAAA", "supervisor", device.office)
    actor = Actor(person, frozenset({device.office}))
    return print_lease_code(read_out_lease(centre.server, code, actor=actor, recognised="voice"))


def lease_file(laptop: Field) -> Path:
    return laptop.config.data / LEASE_NAME


def used_today(laptop: Field, days: int = 0) -> None:
    laptop.clock.now += days * DAY_MS
    with closing(laptop):
        pass


def test_a_command_asks_for_the_code_first_and_its_file_is_gone_by_then(centre: Central, laptop: Field) -> None:
    used_today(laptop)
    laptop.clock.now += (LEASE_DAYS + 1) * DAY_MS
    told = command(laptop, "status", secrets=())
    assert told.code != 0
    assert "28 characters" in told.err
    assert not lease_file(laptop).exists()
    code = a_code(centre).translate(KHMER).lower()
    told = command(laptop, "status", secrets=(code, PASSPHRASE))
    assert told.code == 0, told.err
    assert "within 30 days" in told.out
    assert command(laptop, "status").code == 0


def test_a_wrong_code_or_passphrase_leaves_no_lease_behind(centre: Central, laptop: Field) -> None:
    laptop.clock.now += (LEASE_DAYS + 1) * DAY_MS
    code = a_code(centre)
    mistyped = code[:3] + ("A" if code[3] != "A" else "B") + code[4:]
    for secrets in (
        (mistyped, PASSPHRASE),
        (code, "another sentence that is wrong"),
        (print_lease_code(bytes(16)), PASSPHRASE),
    ):
        assert command(laptop, "status", secrets=secrets).code == 3
        assert not lease_file(laptop).exists()
    assert command(laptop, "status", secrets=(code, PASSPHRASE)).code == 0


def test_the_page_asks_for_the_code_and_the_passphrase_together(centre: Central, laptop: Field) -> None:
    used_today(laptop)
    laptop.clock.now += (LEASE_DAYS + 1) * DAY_MS
    with a_program(laptop) as made:
        made.let_in()
        assert "28 characters" in made.get("/unlock").get_data(as_text=True)
        assert not lease_file(laptop).exists()
        assert made.unlock().status_code == 422
        assert made.unlock(lease_code=a_code(centre).translate(KHMER)).status_code == 303


def test_after_a_code_a_new_secret_comes_with_the_next_contact_and_is_used_from_the_next_unlock(
    centre: Central, laptop: Field
) -> None:
    (old,) = read_lease(laptop.tools.files, laptop.config.data).secrets
    laptop.clock.now += (LEASE_DAYS + 1) * DAY_MS
    code = a_code(centre)
    command(laptop, "sync", secrets=(code, PASSPHRASE))
    both = read_lease(laptop.tools.files, laptop.config.data).secrets
    assert len(both) == 2 and both[0] == old
    assert command(laptop, "sync").code == 0  # the slot is rewritten at this unlock, the server told by this contact
    (new,) = read_lease(laptop.tools.files, laptop.config.data).secrets
    assert new == both[1]
    lease_file(laptop).unlink()
    assert command(laptop, "status", secrets=(code, PASSPHRASE)).code == 3  # what was read out opens nothing more
    assert command(laptop, "status", secrets=(a_code(centre), PASSPHRASE)).code == 0


def test_the_recovery_code_opens_without_a_lease(laptop: Field) -> None:
    sheet = command(laptop, "--json", "recovery", "print").json["result"]["recovery_code"]
    laptop.clock.now += (LEASE_DAYS + 10) * DAY_MS
    phrase = "a new sentence after the lease had ended"
    assert command(laptop, "recovery", "use", secrets=(sheet, phrase)).code == 0
    assert command(laptop, "status", secrets=(phrase,)).code == 0


def test_a_lease_file_that_was_put_back_is_noticed_by_what_the_store_knows(laptop: Field, tmp_path: Path) -> None:
    shutil.copy2(lease_file(laptop), tmp_path / "lease")
    used_today(laptop, days=20)
    used_today(laptop, days=9)
    shutil.copy2(tmp_path / "lease", lease_file(laptop))
    laptop.clock.now -= 28 * DAY_MS  # and the clock with it: by the file alone a day has passed
    assert not has_ended(laptop.tools.files, laptop.config.data, now=laptop.clock())
    refused(laptop.open, "lease.ended")
    assert not lease_file(laptop).exists()


def test_a_clock_set_back_counts_a_day_at_each_unlock_and_the_person_is_told(laptop: Field) -> None:
    used_today(laptop)
    laptop.clock.now -= 2 * YEAR_MS
    with a_program(laptop) as made:
        made.let_in()
        assert "cannot be right" in made.get("/unlock").get_data(as_text=True)
    for _ in range(LEASE_DAYS - 1):
        with closing(laptop) as (opened,):
            assert lease_end.CLOCK_WRONG in opened.alerts
    assert has_ended(laptop.tools.files, laptop.config.data, now=laptop.clock())


def test_a_code_counts_from_the_day_the_store_knows_also_under_a_broken_clock(centre: Central, laptop: Field) -> None:
    used_today(laptop)
    laptop.clock.now -= 2 * YEAR_MS
    lease_file(laptop).unlink()
    code = a_code(centre)
    assert command(laptop, "status", secrets=(code, PASSPHRASE)).code == 0
    for _ in range(3):
        assert command(laptop, "status").code == 0
    held = read_lease(laptop.tools.files, laptop.config.data)
    assert held.elapsed_ms == 3 * DAY_MS


def test_a_year_ahead_ends_the_lease_and_a_contact_mends_the_date_for_good(centre: Central, laptop: Field) -> None:
    right = laptop.clock.now
    laptop.clock.now += YEAR_MS
    assert has_ended(laptop.tools.files, laptop.config.data, now=laptop.clock())
    code = a_code(centre)
    assert command(laptop, "sync", secrets=(code, PASSPHRASE)).code == 0
    laptop.clock.now = right + DAY_MS
    with closing(laptop) as (opened,):
        assert opened.store.identity.number(HIGHEST_CLOCK) < right + 2 * DAY_MS
        assert lease_end.days_left(read_lease(laptop.tools.files, laptop.config.data)) >= LEASE_DAYS - 2


def test_a_clock_that_always_runs_ahead_or_behind_shortens_nothing(centre: Central, laptop: Field) -> None:
    for wrong in (+200 * DAY_MS, -200 * DAY_MS):
        laptop.clock.now = centre.clock() + wrong
        if has_ended(laptop.tools.files, laptop.config.data, now=laptop.clock()):
            command(laptop, "sync", secrets=(a_code(centre), PASSPHRASE))
        else:
            command(laptop, "sync")
        for _ in range(10):
            used_today(laptop, days=2)
        assert lease_end.days_left(read_lease(laptop.tools.files, laptop.config.data)) in (9, 10, 11)


def test_status_and_strip_warn_a_week_before(laptop: Field) -> None:
    used_today(laptop)
    laptop.clock.now += (LEASE_DAYS - 5) * DAY_MS
    told = command(laptop, "status")
    assert "will stop opening its cases in 5 days" in told.out
    with a_program(laptop) as made:
        made.let_in()
        made.unlock()
        assert "will stop opening" in made.get("/strip").get_data(as_text=True)


def test_the_time_of_a_new_lease_begins_at_its_first_unlock() -> None:
    drawn = leases.new_lease(bytes(16), now=5 * DAY_MS, is_new=True)
    assert leases.at_unlock(drawn, now=6 * DAY_MS, high_water=0).elapsed_ms == DAY_MS
    begun = leases.at_unlock(drawn, now=5 * DAY_MS, high_water=900 * DAY_MS)
    assert (begun.highest, begun.elapsed_ms, begun.is_new) == (900 * DAY_MS, 0, False)
    ahead = leases.at_unlock(drawn, now=10_000 * DAY_MS, high_water=900 * DAY_MS)
    assert ahead.highest == 900 * DAY_MS
