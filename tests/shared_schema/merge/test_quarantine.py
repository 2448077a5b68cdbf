"""What may not stand waits in order; deciding releases it in order; and every copy ends the same."""

import random
from collections.abc import Iterable

import pytest

from shared_schema.merge.quarantine import HELD, WITH_OTHERS, Judged, Sorted, sort_out
from shared_schema.merge.state import Change, Dot
from tests.shared_schema.merge.model import in_any_order, live_values, values_of
from tests.shared_schema.merge.sample import A, B, C, a_change, all_applied, an_id, nothing

NO_RIGHT = "change.not_allowed"
OTHER = an_id("other record")


def sorted_out(*entries: Change | tuple[Change, str]) -> Sorted:
    return sort_out(Judged(entry) if isinstance(entry, Change) else Judged(*entry) for entry in entries)


def dots(changes: Iterable[Change]) -> list[Dot]:
    return [change.dot for change in changes]


def waiting(found: Sorted) -> list[tuple[int, str, int | None]]:
    return [(one.change.n, one.code, one.behind[1] if one.behind else None) for one in found.waiting]


def test_what_may_stand_stands_in_counter_order() -> None:
    found = sorted_out(a_change(A, 3, {"name": "c"}), a_change(A, 1, {"name": "a"}))
    assert (dots(found.standing), found.waiting) == ([(A, 1), (A, 3)], ())


def test_later_changes_of_the_same_record_are_held_and_others_go_on() -> None:
    found = sorted_out(
        a_change(A, 1, {"name": "a"}),
        (a_change(A, 2, {"safety": "perilous"}), NO_RIGHT),
        a_change(A, 3, {"name": "b"}, record=OTHER),
        a_change(A, 4, {"name": "c"}),
        a_change(B, 9, {"name": "d"}),
    )
    assert dots(found.standing) == [(A, 1), (A, 3), (B, 9)]
    assert waiting(found) == [(2, NO_RIGHT, None), (4, HELD, 2)]


def test_a_save_set_waits_together_and_holds_what_follows() -> None:
    found = sorted_out(
        a_change(A, 1, {"name": "a"}, set_of=(1, 2)),
        (a_change(A, 2, {"name": "b"}, record=OTHER, set_of=(1, 2)), NO_RIGHT),
        a_change(A, 3, {"count": 1}),
        a_change(A, 4, {"count": 1}, record=an_id("third"), set_of=(4, 2)),
        a_change(A, 5, {"count": 2}, set_of=(4, 2)),
    )
    assert found.standing == ()
    assert waiting(found) == [(1, WITH_OTHERS, 2), (2, NO_RIGHT, None), (3, HELD, 1), (4, WITH_OTHERS, 5), (5, HELD, 1)]


def test_the_same_numbers_on_another_laptop_are_another_save_set() -> None:
    found = sorted_out(
        (a_change(A, 1, {"name": "a"}, set_of=(1, 2)), NO_RIGHT),
        a_change(B, 1, {"name": "b"}, set_of=(1, 2)),
    )
    assert dots(found.standing) == [(B, 1)]


def test_author_corrects_what_was_set_aside() -> None:
    wrong = a_change(A, 1, {"safety": "perilous", "name": "Sok"})
    behind = a_change(A, 2, {"count": 4}, {A: 1})
    corrected = a_change(A, 3, {"safety": "danger", "name": "Sok"}, {A: 2}, corrects=(A, 1), reason="typing error")
    found = sorted_out((wrong, NO_RIGHT), behind, corrected)
    assert dots(found.standing) == [(A, 1), (A, 2), (A, 3)]
    assert found.corrected == ((A, 1),)
    state = all_applied(*found.standing)
    assert values_of(state)["safety"] == {(A, 3): "danger"}
    assert values_of(state)["count"] == {(A, 2): 4}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (a_change(A, 2, {"safety": "danger"}, {A: 1}, corrects=(A, 1)), "a register is left as it was"),
        (a_change(A, 2, {"safety": "danger", "name": "Sok"}, {A: 1}, corrects=(A, 1), record=OTHER), "another record"),
        (a_change(A, 2, {"safety": "danger", "name": "Sok"}, {A: 1}, corrects=(A, 1), home=OTHER), "another home"),
        (a_change(A, 2, {"safety": "danger", "name": "Sok"}, corrects=(A, 1)), "it has not seen what it corrects"),
        (a_change(A, 2, {"safety": "danger", "name": "Sok"}), "names nothing"),
    ],
)
def test_half_a_correction_decides_nothing(change: Change, why: str) -> None:
    found = sorted_out((a_change(A, 1, {"safety": "perilous", "name": "Sok"}), NO_RIGHT), change)
    assert found.corrected == (), why
    assert (A, 1) not in dots(found.standing), why


def test_a_correction_that_may_not_stand_waits_too() -> None:
    wrong = (a_change(A, 1, {"name": "Sok"}), NO_RIGHT)
    still_wrong = (a_change(A, 2, {"name": "Sao"}, {A: 1}, corrects=(A, 1)), NO_RIGHT)
    found = sorted_out(wrong, still_wrong)
    assert (found.standing, found.corrected) == ((), ())
    right = a_change(A, 3, {"name": "Sokha"}, {A: 2}, corrects=(A, 1))
    assert sorted_out(wrong, still_wrong, right).standing == ()
    corrects_it = a_change(A, 4, {"name": "Sokha"}, {A: 3}, corrects=(A, 2))
    assert dots(sorted_out(wrong, still_wrong, right, corrects_it).standing) == [(A, 1), (A, 2), (A, 3), (A, 4)]


def test_two_corrections_of_one_record_release_each_other() -> None:
    found = sorted_out(
        (a_change(A, 1, {"name": "Sok"}), NO_RIGHT),
        (a_change(A, 2, {"count": -1}), NO_RIGHT),
        a_change(A, 3, {"name": "Sokha"}, {A: 2}, corrects=(A, 1)),
        a_change(A, 4, {"count": 1}, {A: 3}, corrects=(A, 2)),
    )
    assert dots(found.standing) == [(A, 1), (A, 2), (A, 3), (A, 4)]


def test_a_correction_behind_something_else_that_waits_releases_nothing() -> None:
    found = sorted_out(
        (a_change(A, 1, {"name": "Sok"}), NO_RIGHT),
        (a_change(A, 2, {"count": -1}), NO_RIGHT),
        a_change(A, 3, {"name": "Sokha"}, {A: 2}, corrects=(A, 1)),
    )
    assert found.standing == ()
    assert waiting(found) == [(1, NO_RIGHT, None), (2, NO_RIGHT, None), (3, HELD, 1)]


def test_a_laptop_with_a_new_incarnation_corrects_what_the_old_one_wrote() -> None:
    wrong = a_change(B, 5, {"name": "Sok"})
    found = sorted_out((wrong, NO_RIGHT), a_change(A, 1, {"name": "Sokha"}, {B: 5}, corrects=(B, 5)))
    assert found.corrected == ((B, 5),)
    assert values_of(all_applied(*found.standing))["name"] == {(A, 1): "Sokha"}


def test_what_no_correction_may_release_waits_with_its_correction() -> None:
    far = Judged(a_change(A, 1, {"name": "Sok"}, {B: 2**62}), "change.seen_not_here", is_correctable=False)
    found = sort_out([far, Judged(a_change(A, 2, {"name": "Sokha"}, {A: 1}, corrects=(A, 1)))])
    assert (found.standing, waiting(found)) == ((), [(1, "change.seen_not_here", None), (2, HELD, 1)])


class Centre:
    """Holds what may not stand; knows only sort_out and apply."""

    def __init__(self) -> None:
        self.state = nothing()
        self.applied: list[Change] = []
        self.waiting: dict[Dot, Change] = {}
        self.allowed: set[Dot] = set()

    def receive(self, *changes: Change) -> None:
        came = {change.dot: change for change in changes if change.n > self._highest(change)}
        everything = {**self.waiting, **came}
        found = sort_out(Judged(change, self._judge(change)) for change in everything.values())
        self.waiting = {one.change.dot: one.change for one in found.waiting}
        self.applied += found.standing
        self.state = all_applied(*found.standing, to=self.state)

    def decide(self, dot: Dot, *, decider: str | None) -> Change | None:
        """Releases; where `decider` is given, puts the former value back over it (rejecting)."""
        self.allowed.add(dot)
        words = self.waiting[dot]
        before = {name: next(iter(live.values())).value for name, live in self.state.registers.items()}
        self.receive()
        if decider is None:
            return None
        n = max([change.n for change in self.applied if change.device == decider], default=0) + 1
        back = {name: before.get(name) for name in words.set}
        answer = a_change(decider, n, back, self.state.seen, reason="not so")
        self.allowed.add(answer.dot)
        self.receive(answer)
        return answer

    def _highest(self, change: Change) -> int:
        known = [*self.applied, *self.waiting.values()]
        return max((one.n for one in known if one.device == change.device), default=0)

    def _judge(self, change: Change) -> str | None:
        is_bad = change.dot not in self.allowed and "bad" in change.set.values()
        return NO_RIGHT if is_bad else None


def _typed(chance: random.Random) -> list[Change]:
    typed, shown = [], {A: 0, B: 0}
    for n in range(1, 9):
        device = chance.choice((A, B))
        value = "bad" if chance.random() < 0.3 else f"word {n}"
        names = chance.sample(("name", "count", "safety"), chance.randint(1, 2))
        seen = {d: k for d, k in shown.items() if k and d != device} | ({device: n - 1} if n > 1 else {})
        typed.append(a_change(device, n, dict.fromkeys(names, value), seen))
        if chance.random() < 0.5:
            shown[device] = n
    return typed


@pytest.mark.parametrize("chunk", range(4))
def test_quarantine_keeps_order_and_converges(chunk: int) -> None:
    for seed in range(chunk * 50, chunk * 50 + 50):
        chance = random.Random(seed)
        typed, centre, decisions = _typed(chance), Centre(), []
        for change in in_any_order(typed, chance):
            centre.receive(change)
            if chance.random() < 0.2:
                centre.receive(change)
            if centre.waiting and chance.random() < 0.3:
                decisions.append(_decide_one(centre, chance))
        while centre.waiting:
            decisions.append(_decide_one(centre, chance))
        ours = [change for change in decisions if change is not None]
        assert sorted(dots(centre.applied)) == sorted(dots([*typed, *ours])), f"seed {seed}"
        for device in (A, B):
            order = [change.n for change in centre.applied if change.device == device]
            assert order == sorted(order), f"seed {seed}"
        everything = [*typed, *ours]
        assert values_of(centre.state) == live_values(everything), f"seed {seed}"
        assert all_applied(*in_any_order(everything, chance)) == centre.state, f"seed {seed}"


def _decide_one(centre: Centre, chance: random.Random) -> Change | None:
    reasons = [dot for dot, change in centre.waiting.items() if centre._judge(change)]
    return centre.decide(chance.choice(sorted(reasons)), decider=chance.choice((None, C)))


def test_a_correction_that_cannot_stand_takes_no_other_with_it() -> None:
    found = sorted_out(
        (a_change(A, 1, {"name": "Sok"}), NO_RIGHT),
        (a_change(A, 2, {"count": -1}), NO_RIGHT),
        a_change(A, 3, {"name": "Sokha"}, {A: 2}, corrects=(A, 1)),
        (a_change(A, 4, {"name": "Sok"}, record=OTHER), NO_RIGHT),
        a_change(A, 5, {"name": "Sao"}, {A: 4}, record=OTHER, corrects=(A, 4)),
    )
    assert found.corrected == ((A, 4),)
    assert dots(found.standing) == [(A, 4), (A, 5)]
