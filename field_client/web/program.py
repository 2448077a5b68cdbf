"""The program around the pages: not enrolled, locked or open; what it holds while open; how it lets go.

Promise: one opening at a time, wrong ones counted and delayed; jobs start at unlock and stop at lock; a lock is asked
for by anybody (button, idle watch, sleep) and done by the main thread, which replaces the process.
Refused: a second way of opening than `field_client/app.py`, anything of a case in a locked program.
"""

from collections.abc import Callable, Collection
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING

from casework.matching.finding import Candidates
from casework.matching.weights_in_force import weights_of
from field_client import lease_end
from field_client.app import Laptop, Tools, open_laptop
from field_client.attempts import Attempts
from field_client.config import Config
from field_client.safety import travel, wipe
from field_client.store.kept_pairs import KeptPairs
from field_client.sync.schedule import BackgroundTimer, Schedule, Timer
from field_client.unlocking import daily_backup, is_backup_due
from field_client.vault.drop_key import new_drop_key, public_half
from field_client.vault.lease import read_lease
from field_client.vault.vault import VaultTools, open_vault
from field_client.vault.ways import Way, by_passphrase
from field_client.web.doors import Doors
from field_client.web.idle import IdleWatch, Monotonic
from field_client.web.quiet import QUIET_SECONDS, QuietWork
from field_client.web.sending import Sending
from field_client.web.shell_file import ShellFile
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_client.web.setup import Setup

NOT_ENROLLED, LOCKED, OPEN = "not_enrolled", "locked", "open"
WRONG = frozenset({"vault.wrong_passphrase", "vault.wrong_code"})
DROP_KEY, SHEET_DUE = "drop_key", "sheet_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the program stands in: folders, tools, the monotonic clock, what calls the background schedule."""

    config: Config
    tools: Tools
    monotonic: Monotonic
    new_timer: Callable[[], Timer] = BackgroundTimer
    platform: str = "linux"


@dataclass(slots=True)
class Program:
    """One run. `stop_serving` ends the accept loop; the main thread then calls `close` and goes on.

    `after_unlock` are told the laptop that has just opened; `sheet` = a recovery code that was not confirmed yet.
    """

    around: Surroundings
    doors: Doors
    prefix: str
    stop_serving: Callable[[], None] = lambda: None
    after_unlock: list[Callable[[Laptop], None]] = field(default_factory=list)
    laptop: Laptop | None = None
    sending: Sending | None = None
    setup: "Setup | None" = None
    sheet: str | None = None
    is_leaving: bool = False
    is_first_run: bool = False
    has_backed_up: bool = False
    notes: tuple[str, ...] = ()
    shell: ShellFile = field(init=False)
    attempts: Attempts = field(init=False)
    idle: IdleWatch = field(init=False)
    candidates: KeptPairs | None = None
    _schedule: Schedule | None = None
    quiet: QuietWork | None = None
    _opening: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        config, tools = self.around.config, self.around.tools
        self.shell = ShellFile(tools.files, config.folder.shell, language=config.language)
        self.attempts = Attempts(tools.files, config.folder.shell, lock=self.shell.lock)
        self.idle = IdleWatch(
            monotonic=self.around.monotonic, clock=tools.clock, minutes=lambda: self.shell.read().idle_minutes
        )

    @property
    def state(self) -> str:
        """not_enrolled | locked | open."""
        if self.laptop is not None:
            return OPEN
        config, tools = self.around.config, self.around.tools
        exists = tools.vault_tools(config.data).slot_files.exist() or tools.files.exists(config.folder.store)
        return LOCKED if exists or travel.is_decided(tools.files, config.folder) else NOT_ENROLLED

    def held(self) -> Laptop:
        """The open laptop; `shell.locked`."""
        if self.laptop is None or self.is_leaving:
            raise HomewardError("shell.locked")
        return self.laptop

    def candidates_of(self, home: Id, with_unlikely: bool) -> Candidates:
        """Who may be the person of an inquiry or a case of the open laptop; `shell.locked`."""
        self.held()
        if self.candidates is None:
            raise HomewardError("shell.locked")
        today = self.around.tools.today()
        weights = weights_of(self.held().book, today)
        return self.candidates.candidates(home, today, weights, with_unlikely=with_unlikely)

    def next_try(self) -> int | None:
        """When the background schedule sends and receives again (ms), None where nothing is set."""
        return None if self._schedule is None else self._schedule.state.next_at

    def wait_seconds(self) -> int:
        """Seconds until a passphrase may be tried again."""
        return ceil(self.attempts.left_seconds(clock=self.around.tools.clock))

    def needs_lease_code(self) -> bool:
        """Whether the lease has ended (and its file is gone now)."""
        config, tools = self.around.config, self.around.tools
        return self.state == LOCKED and lease_end.has_ended(tools.files, config.data, now=tools.clock())

    def is_clock_wrong(self) -> bool:
        """Whether the date of this laptop cannot be right, by what its lease has seen."""
        config, tools = self.around.config, self.around.tools
        return lease_end.is_clock_wrong(tools.files, config.data, now=tools.clock())

    def unlock(self, way_of: Callable[[VaultTools], Way], *, previous: bool = False, lease_code: str = "") -> str:
        """Opens, or proves the way where the laptop is open already; gives the cookie of a new session.

        Raises `shell.busy` while another try runs, `shell.wait` before the next one is due, and what `open_laptop`
        raises; wrong secrets are counted.
        """
        with self._one_try():
            if self.laptop is not None:
                open_vault(self._vault_tools(), way_of(self._vault_tools()), previous=previous)
                return self.doors.new_session()
            config, tools = self.around.config, self.around.tools
            with lease_end.by_code(tools.files, config.data, lease_code, now=tools.clock()):
                laptop = open_laptop(config, tools, way_of, previous=previous, backs_up=False)
            self.begin(laptop)
            return self.doors.new_session()

    def begin(self, laptop: Laptop) -> None:
        """The laptop is open: jobs start, what arrived while it was locked becomes drafts."""
        self._learn_drop_key(laptop)
        self.shell.write(nickname=laptop.identity.code)
        self.laptop, self.notes = laptop, laptop.alerts
        self.idle.restart()
        self.sending = Sending(laptop, clock=self.around.tools.clock)
        for told in self.after_unlock:
            told(laptop)
        self._schedule = Schedule(
            sync=self.sending.run,
            is_locked=lambda: self.laptop is None or self.is_leaving,
            failed=lambda _error: None,  # `Sending` keeps it for the strip
            timer=self.around.new_timer(),
            clock=self.around.tools.clock,
            random=self.around.tools.random,
        )
        self._schedule.start()
        self._begin_quiet_work(laptop)

    def change_passphrase(self, passphrase: str) -> None:
        """A new passphrase in the place of the old one; raises `passphrase.*`."""
        laptop, tools = self.held(), self.around.tools
        laptop.vault.change_passphrase(passphrase, cost=tools.choose_cost(), now=tools.clock())
        laptop.keep_generation()

    def new_sheet(self) -> None:
        """A new recovery code, held in `sheet` until the person has confirmed it; the old one opens nothing more."""
        laptop = self.held()
        code = laptop.vault.new_recovery_code()
        laptop.keep_generation()
        self.show_sheet(code)

    def show_sheet(self, code: str) -> None:
        """A code to be printed; the store remembers that it was not confirmed yet, also over a lock."""
        self.held().store.identity.put_fact(SHEET_DUE, "1")
        self.sheet = code

    def confirm_sheet(self) -> None:
        """Two groups were typed back: the code is forgotten here."""
        self.sheet = None
        self.held().store.identity.put_fact(SHEET_DUE, "")

    def is_sheet_due(self) -> bool:
        """Whether a code was shown that nobody confirmed: a new sheet should be made."""
        return self.sheet is None and bool(self.held().store.identity.fact(SHEET_DUE))

    def lock(self) -> None:
        """Asks the main thread to let go; who was let in is let in no more."""
        self.is_leaving = True
        self.doors.end_session()
        if self.sending is not None:
            self.sending.pause()
        self.stop_serving()

    def start_trip(self, keep: Collection[Id], passphrase: str) -> str:
        """Only `keep` stays on the laptop, which opens anew; gives the cookie of a new session. The new recovery code
        is held in `sheet`. Raises `travel.not_yet`, `vault.wrong_passphrase`, `sync.busy`."""

        def way(tools: VaultTools) -> Way:
            held = read_lease(tools.files, tools.folder)
            return by_passphrase(passphrase, lease_secrets=held.secrets, derive=tools.derive)

        laptop = self.held()
        if self.sending is not None and self.sending.is_running:
            raise HomewardError("sync.busy")
        session = self.unlock(way)  # proves that it is the passphrase of this laptop
        self.laptop = None
        self.close()  # stops the jobs; for a moment nobody is let in
        try:
            code = travel.leave(laptop, keep=keep, passphrase=passphrase)
        except BaseException:
            self.begin(laptop)
            raise
        self.begin(open_laptop(self.around.config, self.around.tools, way))
        self.show_sheet(code)
        return session

    def erase(self) -> None:
        """The keys are destroyed now; the main thread then replaces the process, and the new one removes the rest."""
        wipe.destroy_keys(self.around.tools.files, self.around.config.folder)
        self.lock()

    def tick(self) -> None:
        """Each 5 s: locks after idleness or sleep, and lets go of a laptop that is being erased (by a command, or
        by order of the office). A laptop that sends does not stay open for it."""
        is_idle = self.idle.tick()
        is_erased = wipe.is_begun(self.around.tools.files, self.around.config.folder)
        if (is_idle or is_erased) and self.laptop is not None and not self.is_leaving:
            self.lock()

    def close(self) -> None:
        """Stops jobs, empties the write-ahead log, closes. Repeating it is harmless."""
        laptop, self.laptop = self.laptop, None
        if self._schedule is not None:
            self._schedule.stop()
            self._schedule = None
        if self.quiet is not None:
            self.quiet.stop()
            self.quiet = None
        if laptop is not None:
            with suppress(HomewardError):
                laptop.store.database.checkpoint()
            laptop.close()

    def _begin_quiet_work(self, laptop: Laptop) -> None:
        tools, idle = self.around.tools, self.idle
        kept = self.candidates = KeptPairs(laptop.store.database, lambda: laptop.book, clock=tools.clock)

        def back_up() -> bool:
            if self.has_backed_up or not is_backup_due(laptop):
                return False
            self.has_backed_up = True  # one try: what could not be made now is told, and made by hand or another day
            self.notes = (*self.notes, *daily_backup(laptop))
            return True

        self.has_backed_up = False
        self.quiet = QuietWork(
            (back_up, lambda: kept.make_one(tools.today(), weights_of(laptop.book, tools.today()))),
            is_quiet=lambda: idle.quiet_seconds >= QUIET_SECONDS,
            is_locked=lambda: self.laptop is None or self.is_leaving,
            timer=self.around.new_timer(),
            clock=tools.clock,
        )
        self.quiet.start()

    @contextmanager
    def _one_try(self) -> "Iterator[None]":
        if self.is_leaving or not self._opening.acquire(blocking=False):
            raise HomewardError("shell.busy")
        try:
            if wait := self.wait_seconds():
                raise HomewardError("shell.wait", seconds=wait)
            yield
            self.attempts.succeeded()
        except HomewardError as error:
            if error.code in WRONG:
                self.attempts.failed(clock=self.around.tools.clock)
            raise
        finally:
            self._opening.release()

    def _vault_tools(self) -> VaultTools:
        return self.around.tools.vault_tools(self.around.config.data)

    def _learn_drop_key(self, laptop: Laptop) -> None:
        private = laptop.store.identity.fact(DROP_KEY)
        if private is None:
            private = new_drop_key(self.around.tools.random)
            laptop.store.identity.put_fact(DROP_KEY, private)
        self.shell.write(drop_key=public_half(private))
