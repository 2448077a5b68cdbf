"""A centre and five laptops made of the pure core alone, driven by one seed through everything that goes wrong.

Edits, conflicts, resolutions, save sets, bodies carried by others (whole or from the middle), lost requests and
replies, kills between pages, cases moved to another scope, changes set aside, corrected and decided, laptops and the
centre restored from backups.
"""

import random
from collections.abc import Mapping

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from tests.shared_schema.merge.sample import an_id
from tests.simulation.replicas import BAD, HOMES, REGISTERS, SCOPES, Centre, Device, held_tokens, tokens_of


class History:
    """One random history: `run` makes events, `settle` lets everybody meet and decides what waits."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        scopes_of = {0: SCOPES[:1], 1: SCOPES[:2], 2: SCOPES[1:2], 3: SCOPES[1:], 4: SCOPES[2:]}
        homes = {home: SCOPES[number % 3] for number, home in enumerate(HOMES)}
        self.centre = Centre(homes, scopes_of)
        self.devices = [Device(number, homes=dict(homes), scopes=scopes_of[number]) for number in range(5)]
        self.centre.devices = {device.incarnation: device.number for device in self.devices}
        self.images = {device.number: device.copy() for device in self.devices}
        self.backup = self.centre.copy()
        self.epochs = 1
        self.typed: set[int] = set()
        self.burnt: set[int] = set()
        self.new_records = self.new_words = 0

    def run(self, events: int) -> None:
        """`events` random events."""
        often = (self.edit, self.edit, self.edit, self.edit, self.sync, self.sync, self.look, self.look, self.resolve)
        acts = (*often, self.carry, self.correct, self.correct)
        rare = (self.decide, self.move, self.move, self.image, self.back_up, self.restore_laptop, self.restore_centre)
        for _ in range(events):
            chosen = self.chance.choice(rare if self.chance.random() < 0.12 else acts)
            chosen(self.chance.choice(self.devices))
            self.centre.check_save_sets()

    def settle(self) -> None:
        """Everybody meets the centre undisturbed until nothing moves twice; whatever waits is decided."""
        quiet = 0
        for _ in range(12):
            before = (len(self.centre.log), dict(self.centre.heads))
            for device in self.devices:
                self.exchange(device, fault=None)
            while self.centre.waiting:
                self.decide(self.devices[0])
            quiet = quiet + 1 if before == (len(self.centre.log), dict(self.centre.heads)) else 0
            if quiet == 2:
                return
        raise AssertionError("the history never comes to rest")

    def look(self, device: Device) -> None:
        """A form is opened: what it shows is what a later save has seen."""
        for record in device.records():
            if self.chance.random() < 0.6:
                state = device.shown(record)
                device.looked_at[record] = dict(state.seen) if state else {}

    def edit(self, device: Device) -> None:
        """Somebody types: one or two records, sometimes a new one, sometimes an answer that may not stand."""
        known = device.records()
        homes = [home for home, scope in sorted(device.homes.items()) if scope in device.scopes]
        edits: dict[Id, tuple[Id, Mapping[str, Json]]] = {}
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            if known and self.chance.random() < 0.75:
                record = self.chance.choice(sorted(known))
                edits[record] = (known[record], self._words())
            elif homes:
                self.new_records += 1
                edits[an_id(f"r{self.new_records}")] = (self.chance.choice(homes), self._words())
        if edits:
            self._save(device, edits)

    def resolve(self, device: Device) -> None:
        """Somebody who sees two versions of an answer decides."""
        for record, home in sorted(device.records().items()):
            state = device.shown(record)
            double = sorted(name for name, live in state.registers.items() if len(live) > 1) if state else []
            if state and double:
                device.looked_at[record] = dict(state.seen)
                self._save(device, {record: (home, {double[0]: self._word()})})
                return

    def correct(self, device: Device) -> None:
        """An author sets right what was set aside, perhaps from a restored laptop with a new incarnation."""
        mine = sorted(
            dot for dot, change in self.centre.waiting.items() if dot in device.log and self.centre._judge(change)
        )
        if mine:
            wrong = self.centre.waiting[self.chance.choice(mine)]
            state = device.shown(wrong.record)
            device.looked_at[wrong.record] = dict(state.seen) if state else {}
            words = {name: ["word", self._next_word()] for name in wrong.set}
            self._save(device, {wrong.record: (wrong.home, words)}, corrects=wrong.dot)

    def carry(self, device: Device) -> None:
        """A stick: bodies of one laptop go with another one, from the start or from the middle."""
        other = self.chance.choice(self.devices)
        first = self.chance.choice((0, 0, self.chance.randint(0, 6)))
        if other is not device:
            bodies = {dot: change for dot, change in device.log.items() if change.n > first}
            other.carried |= {dot: change for dot, change in bodies.items() if dot not in other.log}

    def sync(self, device: Device) -> None:
        """One exchange, often cut somewhere."""
        self.exchange(device, fault=self.chance.choice((None, None, None, "request", "reply", "page")))

    def exchange(self, device: Device, *, fault: str | None) -> None:
        """Push, commit, reply, pages; `fault` = what is lost, or a kill between two pages."""
        if fault == "request":
            return
        pushed = device.to_push()
        if self.chance.random() < 0.3:
            self.chance.shuffle(pushed)
        is_same_epoch = device.epoch == self.centre.epoch
        asked = {change.device for change in (*device.log.values(), *device.carried.values())}
        self.centre.receive(pushed)
        cursors = device.cursors if is_same_epoch else {}
        reply = self.centre.serve(device.number, cursors, asked, device.own_held if is_same_epoch else {})
        if fault == "reply":
            return
        for number, page in enumerate(reply.pages):
            if fault == "page" and number == 1:
                return
            device.enter(reply.epoch)
            device.apply_page(*page)
        device.enter(reply.epoch)
        device.finish(reply)
        wanted = device.differing(reply)
        assert device.needs_repair or not wanted, "cursors and states alone must be enough while the epoch is the same"
        device.repair(self.centre, wanted)

    def decide(self, _device: Device) -> None:
        """A coordinator decides one that waits for its own reason."""
        reasons = sorted(dot for dot, change in self.centre.waiting.items() if self.centre._judge(change))
        if reasons:
            self.centre.decide(self.chance.choice(reasons), is_rejected=self.chance.random() < 0.5)

    def move(self, _device: Device) -> None:
        """A dossier is given to another office."""
        self.centre.move(self.chance.choice(HOMES), self.chance.choice(SCOPES))

    def image(self, device: Device) -> None:
        """Somebody copies a disk."""
        self.images[device.number] = device.copy()

    def restore_laptop(self, device: Device) -> None:
        """The disk is put back; the incarnation file tells, and the laptop takes a new incarnation."""
        restored = self.images[device.number].copy()
        restored.generation = device.generation + 1
        restored.counter = 0
        self.centre.devices[restored.incarnation] = device.number
        self.backup.devices[restored.incarnation] = device.number
        self.devices[device.number] = restored
        self._burn()

    def back_up(self, _device: Device) -> None:
        """The nightly backup."""
        self.backup = self.centre.copy()

    def restore_centre(self, _device: Device) -> None:
        """Back to the backup, under another epoch and another incarnation of its own."""
        self.epochs += 1
        self.centre = self.backup.copy()
        self.centre.epoch, self.centre.counter = self.epochs, 0
        self._burn()

    def findable(self) -> set[int]:
        """Typed words in the centre's log, in any laptop's log, bodies, states or history."""
        found: set[int] = set()
        for changes in (self.centre.log, *(part for d in self.devices for part in (d.log, d.carried))):
            found = found.union(*(tokens_of(change.set) for change in changes.values()))
        for device in self.devices:
            found = found.union(device.history, *(held_tokens(state) for state in device.received.values()))
        return found

    def _burn(self) -> None:
        # Only what lay on the disk that was overwritten and nowhere else is gone.
        self.burnt |= self.typed - self.findable()

    def _save(
        self, device: Device, edits: Mapping[Id, tuple[Id, Mapping[str, Json]]], *, corrects: Dot | None = None
    ) -> None:
        device.save(edits, corrects=corrects)
        self.typed = self.typed.union(*(tokens_of(values) for _home, values in edits.values()))

    def _words(self) -> dict[str, Json]:
        return {name: self._word() for name in self.chance.sample(REGISTERS, self.chance.choice((1, 1, 2)))}

    def _word(self) -> Json:
        return [BAD if self.chance.random() < 0.08 else "word", self._next_word()]

    def _next_word(self) -> int:
        self.new_words += 1
        return self.new_words
