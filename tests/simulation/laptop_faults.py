"""A laptop that is killed, starved and tampered with: the folder it starts from, its actions, and the five that hold.

Always true afterwards (security.md section 6): (a) what was confirmed is there; (b) no transaction half done; (c) chain
and sums verify; (d) no (device, n) with two hashes; (e) repeating the same action succeeds and changes nothing more.
"""

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.book import Draft, Edit, Saved
from field_client.files import Files
from field_client.store.check import Findings, check_at_unlock
from field_client.vault.incarnation import Incarnation
from shared_schema.identifiers import Id
from shared_schema.wire.compact import state_body
from shared_schema.wire.messages import Gone, StateFrame, Verdicts
from tests.builders.records import WORKER, a_case, a_family_member, a_visit, an_id, changed
from tests.field_client.store import applying
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, VAULT, ALaptop, a_laptop, anchor_file, reopen

MACHINE = b"machine"
SCOPE = f"worker/{WORKER.worker}"
DRAFT = an_id("the draft")


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder with a laptop's store, and what its actions are about."""

    folder: Path
    case: Edit
    visit: Edit
    mother: Edit
    other: Edit
    base_seen: dict[Id, int]
    log: tuple[tuple[str, int, bytes], ...]
    frames: tuple[StateFrame | Gone | Verdicts, ...]

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(b"K7").digest())

    def copy(self, folder: Path) -> "Scene":
        """The same scene in a folder of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Scene(folder, self.case, self.visit, self.mother, self.other, self.base_seen, self.log, self.frames)

    def open(self, *, files: Files | None = None) -> ALaptop:
        """Opens the store with the real anchor beside it."""
        return reopen(self.folder, key=self.key, files=files or Files())


def a_scene(folder: Path) -> Scene:
    """A case known at the centre, one edit and one new case not yet sent, and a page that is about to come."""
    laptop = a_laptop(folder, files=Files())
    centre = ACentre()
    case, other = a_case(), a_case(given_name_latin="Rattana")
    laptop.save(case)
    centre.write(other)
    centre.take(laptop)
    centre.send(laptop, other.record)
    laptop.save(changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    seen = dict(laptop.state(case.record).seen)
    centre.write(changed(case, centre.states[case.record].seen, {"nickname": "Touch"}))
    mother = a_family_member(home=case.record)
    centre.write(mother)
    life = laptop.store.log.current()
    frames = (
        Verdicts(applied=((life.id, 2, 2),)),
        StateFrame((SCOPE,), state_body(centre.states[case.record])),
        StateFrame((SCOPE,), state_body(centre.states[mother.record])),
        Gone(SCOPE, "reassigned", (), other.record),
    )
    rows = log_rows(laptop)
    laptop.store.database.close()
    return Scene(folder, case, a_visit(home=case.record), mother, other, seen, rows, frames)


# Actions


def save(laptop: ALaptop, scene: Scene) -> bool:
    """Saves a visit and a new nickname from one draft; says whether it was confirmed."""
    laptop.clock.move(5000)
    laptop.book.keep_draft(Draft(DRAFT, scene.visit.record, "visit", scene.case.record, {}, {"seen": "yes"}, 1))
    edits = [scene.visit, changed(scene.case, scene.base_seen, {"nickname": "Mao"})]
    return isinstance(laptop.book.save(edits, draft=DRAFT), Saved)


def apply_page(laptop: ALaptop, scene: Scene) -> bool:
    """Applies a page with its cursors."""
    applying.apply_page(laptop.store, CENTRE, scene.frames, cursors={SCOPE: 7}, now=laptop.clock())
    return True


# What holds


def check(laptop: ALaptop, scene: Scene) -> Findings:
    """The check at unlock, with the real anchor."""
    own = Incarnation(laptop.store.log.current().id, VAULT, sha256(MACHINE).digest())
    return check_at_unlock(
        laptop.store,
        read_anchor=anchor_file(scene.folder).read,
        read_incarnation=lambda: own,
        vault=VAULT,
        machine_id=MACHINE,
    )


def log_rows(laptop: ALaptop) -> tuple[tuple[str, int, bytes], ...]:
    """Every (incarnation, n) of the log with its hash."""
    return tuple(laptop.store.database.rows("SELECT incarnation, n, hash FROM log ORDER BY incarnation, n"))


def the_five_hold(scene: Scene, action: Callable[[ALaptop, Scene], bool], *, confirmed: bool) -> None:
    """Opens the store after the fault and asserts the five."""
    laptop = scene.open()
    try:
        assert check(laptop, scene).is_well
        assert log_rows(laptop)[: len(scene.log)] == scene.log
        done = assert_whole(laptop, scene, action)
        assert done or not confirmed
        assert action(laptop, scene)
        once = contents(laptop)
        assert action(laptop, scene)
        assert contents(laptop) == once
        assert assert_whole(laptop, scene, action)
        assert check(laptop, scene).is_well
    finally:
        laptop.store.database.close()


def assert_whole(laptop: ALaptop, scene: Scene, action: Callable[[ALaptop, Scene], bool]) -> bool:
    """Asserts that the action is wholly done or not at all; says which."""
    shown = laptop.store.records.shown_states([scene.visit.record, scene.mother.record, scene.other.record])
    if action is save:
        added = len(log_rows(laptop)) - len(scene.log)
        has_visit, is_answered = scene.visit.record in shown, laptop.store.drafts.answer_of(DRAFT) is not None
        nickname = laptop.book.open(scene.case.record).values["nickname"] == "Mao"
        facts = {added == 2, has_visit, is_answered, nickname}
        assert added in (0, 2)
    else:
        cursor = laptop.store.cursors.of(CENTRE)[SCOPE] == 7
        facts = {cursor, scene.mother.record in shown, scene.other.record not in shown}
    assert len(facts) == 1
    return facts == {True}


def contents(laptop: ALaptop) -> tuple[object, ...]:
    """Everything that an action may change."""
    tables = ("log", "shown", "received", "memberships", "record_sums", "history_values", "scopes", "set_aside")
    return tuple(tuple(laptop.store.database.rows(f"SELECT * FROM {table} ORDER BY 1, 2")) for table in tables)


# Faults


def count_statements(scene: Scene, action: Callable[[ALaptop, Scene], bool]) -> int:
    """How many statements the action runs."""
    laptop = scene.open()
    seen: list[str] = []
    laptop.store.database.connection.set_trace_callback(seen.append)
    assert action(laptop, scene)
    laptop.store.database.connection.set_trace_callback(None)
    laptop.store.database.close()
    return len(seen)


def kill_at_statement(scene: Scene, action: Callable[[ALaptop, Scene], bool], k: int) -> tuple[bool, bool]:
    """Runs the action in a forked child that ends with SIGKILL at its k-th statement: (was killed, had confirmed)."""

    def run(tell: Callable[[], None]) -> None:
        laptop = scene.open()
        left = [k]

        def count(_statement: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        laptop.store.database.connection.set_trace_callback(count)
        if action(laptop, scene):
            tell()

    return in_child(run)


def in_child(run: Callable[[Callable[[], None]], None]) -> tuple[bool, bool]:
    """Runs in a forked child: (was killed, what it did was confirmed). Any other failure fails the test."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            run(lambda: os.write(writing, b"1") and None)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    told = os.read(reading, 1) == b"1"
    os.close(reading)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed before it could be killed"
    return os.WIFSIGNALED(status), told
