"""A centre, two hubs and five laptops made of the pure core alone, driven by one seed through all that goes wrong.

Edits, conflicts, resolutions, save sets, answers of a later schema, bodies carried by others (whole or from the
middle), sticks read late, twice and out of order, lost requests and replies, kills between pages, hubs without a line
for weeks, cases moved to another scope, changes set aside, corrected and decided here and there, cases erased, laptops,
hubs and the centre restored from backups.
"""

import random
from collections.abc import Mapping

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from tests.shared_schema.merge.sample import an_id
from tests.simulation.laptops import Device
from tests.simulation.pure import (
    BAD,
    CENTRE,
    HOMES,
    REGISTERS,
    SCOPES,
    Bundle,
    Reply,
    held_tokens,
    tokens_in,
    tokens_of,
)
from tests.simulation.servers import Centre, Hub, Server, a_centre

FAULTS = (None, None, None, "request", "reply", "page")
HUB_SCOPES = (SCOPES[:2], SCOPES[2:])
ROUNDS = 20


class History:
    """One random history: `run` makes events, `settle` lets everybody meet and decides what waits."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        scopes_of = {0: SCOPES[:1], 1: SCOPES[:2], 2: SCOPES[1:2], 3: SCOPES[1:], 4: SCOPES[2:]}
        homes = {home: SCOPES[number % 3] for number, home in enumerate(HOMES)}
        self.centre = a_centre(homes)
        self.hubs = [Hub(f"hub {number}", scopes, dict(homes)) for number, scopes in enumerate(HUB_SCOPES, start=1)]
        self.devices = [Device(number, scopes_of[number], dict(homes)) for number in range(5)]
        self.who = {device.incarnation: device.scopes for device in self.devices}
        self.who |= {hub.incarnation: hub.scopes for hub in self.hubs}
        for server in (self.centre, *self.hubs):
            server.who = self.who
        self.images = {device.number: device.copy() for device in self.devices}
        self.backups: dict[str, Server] = {server.name: server.copy() for server in (self.centre, *self.hubs)}
        self.epochs = 1
        self.now = 0
        self.sticks: list[Bundle] = []
        self.typed: set[int] = set()
        self.home_of: dict[int, Id] = {}  # in which case a word was typed
        self.burnt: set[int] = set()
        self.happened: set[str] = set()
        self.new_records = self.new_words = 0

    def run(self, events: int) -> None:
        """`events` random events."""
        often = (*[self.edit] * 6, *[self.sync] * 5, *[self.look] * 3, self.resolve)
        acts = (
            *often,
            self.carry,
            self.correct,
            self.correct,
            self.relay,
            self.relay,
            self.make_stick,
            self.read_stick,
        )
        rare = (
            *(self.decide, self.decide_at_hub, self.move, self.move, self.image, self.back_up, self.restore_laptop),
            *(self.restore_centre, self.restore_hub, self.erase),
        )
        for _ in range(events):
            self.now += 1
            chosen = self.chance.choice(rare if self.chance.random() < 0.12 else acts)
            chosen(self.chance.choice(self.devices))
            for server in (self.centre, *self.hubs):
                server.check_save_sets()

    def settle(self) -> None:
        """Everybody meets undisturbed until a whole round moves nothing; whatever waits is decided."""
        for _ in range(ROUNDS):
            before = self._stand()
            for hub in self.hubs:
                self.talk_upstream(hub, fault=None)
            for device in self.devices:
                for server in self._servers_of(device):
                    self.now += 1
                    self.exchange(device, server, fault=None)
            while self.centre.waiting:
                self.decide(self.devices[0])
            if before == self._stand():
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
        homes = [
            home for home, scope in sorted(device.homes.items()) if scope in device.scopes and home not in device.erased
        ]
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
        servers = (self.centre, *self.hubs)
        waiting = {dot: (server, one) for server in servers for dot, one in server.waiting.items()}
        mine = sorted(dot for dot, (server, one) in waiting.items() if dot in device.log and server.judge(one))
        if mine:
            _server, wrong = waiting[self.chance.choice(mine)]
            state = device.shown(wrong.record)
            device.looked_at[wrong.record] = dict(state.seen) if state else {}
            words = {name: ["word", self._next_word()] for name in wrong.set}
            self._save(device, {wrong.record: (wrong.home, words)}, corrects=wrong.dot)

    def carry(self, device: Device) -> None:
        """Bodies of one laptop go with another one, from the start or from the middle."""
        other = self.chance.choice(self.devices)
        first = self.chance.choice((0, 0, self.chance.randint(0, 6)))
        if other is not device:
            bodies = {dot: change for dot, change in device.log.items() if change.n > first}
            other.carried |= {dot: change for dot, change in bodies.items() if dot not in other.log}

    def make_stick(self, device: Device) -> None:
        """What waits for a server goes onto a stick."""
        server = self.chance.choice(self._servers_of(device))
        self.sticks.append(Bundle(device.number, server.name, tuple(device.to_push(server.name))))

    def read_stick(self, _device: Device) -> None:
        """Some stick is read by its server: late, twice, before an older one; its maker may get the receipt."""
        if not self.sticks:
            return
        stick = self.chance.choice(self.sticks)
        server = self._server(stick.server)
        server.receive(stick.changes)
        self.happened.add("stick")
        if self.chance.random() < 0.5:
            confirmed = self.devices[stick.maker].link(stick.server).confirmed
            for incarnation in {change.device for change in stick.changes}:
                confirmed[incarnation] = server.highest.get(incarnation, 0)

    def sync(self, device: Device) -> None:
        """One exchange with the centre or a hub, often cut somewhere."""
        self.exchange(device, self.chance.choice(self._servers_of(device)), fault=self.chance.choice(FAULTS))

    def exchange(self, device: Device, server: Server, *, fault: str | None) -> None:
        """Push, commit, reply, pages; `fault` = what is lost, or a kill between two pages."""
        if fault == "request":
            return
        pushed = device.to_push(server.name)
        if self.chance.random() < 0.3:
            self.chance.shuffle(pushed)
        link = device.link(server.name)
        is_same = link.epoch == server.epoch
        asked = {incarnation for incarnation, _n in (*device.log, *device.carried)}
        server.receive(pushed)
        held = link.own_held if is_same else {}
        reply = server.serve(device.scopes, link.cursors if is_same else {}, asked, held=held, now=self.now)
        if fault == "reply":
            return
        for number, page in enumerate(reply.pages):
            if fault == "page" and number == 1:
                return
            device.enter(server.name, reply)
            device.apply_page(server.name, page)
        device.enter(server.name, reply)
        device.finish(server.name, reply)
        self._repair(device, server, reply)

    def relay(self, _device: Device) -> None:
        """A hub has a line to the centre for a moment."""
        self.talk_upstream(self.chance.choice(self.hubs), fault=self.chance.choice(FAULTS))

    def talk_upstream(self, hub: Hub, *, fault: str | None) -> None:
        """Bodies up, states down; `fault` as in an exchange."""
        if fault == "request":
            return
        self.now += 1
        centre = self.centre
        is_same = hub.up_epoch == centre.epoch
        asked = set(hub.highest)
        centre.receive(hub.to_relay())
        held = hub.own_held() if is_same else {}
        reply = centre.serve(hub.scopes, hub.cursors if is_same else {}, asked, held=held, now=self.now)
        if fault == "reply":
            return
        for number, page in enumerate(reply.pages):
            if fault == "page" and number == 1:
                return
            hub.enter(reply.epoch)
            hub.apply_page(page, reply.homes)
        hub.enter(reply.epoch)
        wanted = hub.finish(reply)
        assert hub.needs_repair or not wanted, "cursors and states alone must be enough for a hub too"
        held = set[int]().union(*(held_tokens(state) for state in hub.received.values())) if wanted else set[int]()
        hub.repair(centre, wanted)
        if held:  # after a restore: what stood in a hub's received states alone, nobody has the words of (architecture)
            self.burnt |= held - self.findable()
        hub.known_at = reply.known_at
        self.happened.add("relay")

    def decide(self, _device: Device) -> None:
        """A coordinator decides one that waits for its own reason."""
        self._decide_at(self.centre)

    def decide_at_hub(self, _device: Device) -> None:
        """So does a supervisor at the hub's console."""
        self._decide_at(self.chance.choice(self.hubs))

    def move(self, _device: Device) -> None:
        """A dossier is given to another office."""
        home = self.chance.choice(HOMES)
        if home not in self.centre.erased:
            self.centre.move(home, self.chance.choice(SCOPES))

    def erase(self, _device: Device) -> None:
        """Two people have a case erased, once in a while."""
        home = self.chance.choice(HOMES)
        if len(self.centre.erased) < 2 and home not in self.centre.erased and self.chance.random() < 0.5:
            self.centre.forget_home(home)
            self.happened.add("erased")

    def image(self, device: Device) -> None:
        """Somebody copies a disk."""
        self.images[device.number] = device.copy()

    def restore_laptop(self, device: Device) -> None:
        """The disk is put back; the incarnation file tells, and the laptop takes a new incarnation."""
        restored = self.images[device.number].copy()
        restored.generation = device.generation + 1
        restored.counter = 0
        self.who[restored.incarnation] = restored.scopes
        self.devices[device.number] = restored
        self._burn()

    def back_up(self, _device: Device) -> None:
        """The nightly backup of a server."""
        server = self.chance.choice((self.centre, self.centre, *self.hubs))
        self.backups[server.name] = server.copy()

    def restore_centre(self, _device: Device) -> None:
        """Back to the backup, under another epoch and another incarnation of its own; erased cases stay erased."""
        erased = set(self.centre.erased)
        restored = self._restored(CENTRE)
        assert isinstance(restored, Centre)
        self.centre = restored
        for home in erased - restored.erased:
            restored.forget_home(home)
        self.happened.add("restored centre")
        self._burn()

    def restore_hub(self, _device: Device) -> None:
        """A hub is put back to its backup."""
        number = self.chance.randrange(2)
        restored = self._restored(self.hubs[number].name)
        assert isinstance(restored, Hub)
        for home in set(self.hubs[number].erased) - restored.erased:
            for record in [one for one, state in restored.received.items() if state.home == home]:
                del restored.received[record], restored.scope_of[record]
            restored.forget_home(home)
        self.hubs[number] = restored
        self.who[restored.incarnation] = restored.scopes
        self.happened.add("restored hub")
        self._burn()

    def findable(self) -> set[int]:
        """Typed words in a server's log, in any laptop's log, bodies, states or history, on any stick."""
        found = set[int]()
        logs = [server.log for server in (self.centre, *self.hubs)]
        logs += [part for device in self.devices for part in (device.log, device.carried)]
        found |= tokens_in(change for log in logs for change in log.values())
        found |= tokens_in(change for stick in self.sticks for change in stick.changes)
        states = [state for hub in self.hubs for state in hub.received.values()]
        states += [one for device in self.devices for link in device.links.values() for one in link.received.values()]
        return found.union(*(held_tokens(state) for state in states), *(device.history for device in self.devices))

    def _repair(self, device: Device, server: Server, reply: Reply) -> None:
        link = device.link(server.name)
        wanted = device.differing(server.name, reply)
        assert link.differs or not wanted, "cursors and states alone must be enough while the epoch is the same"
        device.repair(server, wanted)

    def _decide_at(self, server: Server) -> None:
        reasons = sorted(dot for dot, change in server.waiting.items() if server.judge(change))
        if reasons:
            server.decide(self.chance.choice(reasons), is_rejected=self.chance.random() < 0.5)

    def _restored(self, name: str) -> Server:
        self.epochs += 1
        restored = self.backups[name].copy()
        restored.epoch, restored.counter, restored.who = self.epochs, 0, self.who
        return restored

    def _server(self, name: str) -> Server:
        return next(server for server in (self.centre, *self.hubs) if server.name == name)

    def _servers_of(self, device: Device) -> list[Server]:
        return [self.centre, *(hub for hub in self.hubs if set(hub.scopes) & set(device.scopes))]

    def _stand(self) -> list[object]:
        """All that a round may move."""
        servers = [(len(server.log), dict(server.heads), len(server.waiting)) for server in (self.centre, *self.hubs)]
        links = [(dict(link.digests), set(link.differs)) for one in self.devices for link in one.links.values()]
        return [*servers, *links]

    def _burn(self) -> None:
        # Only what lay on the disk that was overwritten and nowhere else is gone.
        self.burnt |= self.typed - self.findable()

    def _save(
        self, device: Device, edits: Mapping[Id, tuple[Id, Mapping[str, Json]]], *, corrects: Dot | None = None
    ) -> None:
        device.save(edits, corrects=corrects)
        for home, values in edits.values():
            self.typed |= tokens_of(values)
            self.home_of |= dict.fromkeys(tokens_of(values), home)

    def _words(self) -> dict[str, Json]:
        return {name: self._word() for name in self.chance.sample(REGISTERS, self.chance.choice((1, 1, 2)))}

    def _word(self) -> Json:
        return [BAD if self.chance.random() < 0.08 else "word", self._next_word()]

    def _next_word(self) -> int:
        self.new_words += 1
        return self.new_words
