"""Weight sets as they are stored: whole tenths, levels in order, within 14 bits; a broken one is refused."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from casework.matching.weights import (
    DEFAULT_WEIGHTS,
    RAREST,
    Frequencies,
    find_problems,
    from_json,
    to_json,
    where_all_are_counted,
)
from shared_schema.canonical import Json, dumps, loads
from shared_schema.errors import HomewardError


def stored() -> dict[str, Any]:
    return deepcopy(to_json(DEFAULT_WEIGHTS))


def test_the_defaults_survive_being_stored() -> None:
    assert find_problems(DEFAULT_WEIGHTS) == ()
    assert from_json(loads(dumps(stored()))) == DEFAULT_WEIGHTS


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda w: w["levels"]["sex"].update(equal=-50), "sex"),
        (lambda w: w["levels"]["place"].update(village=141), "place"),
        (lambda w: w["names"].update(close=-20), "name"),
        (lambda w: w["names"].update(sound=7000), "name"),
        (lambda w: w["levels"].pop("birth_day"), "form"),
        (lambda w: w["levels"]["sex"].update(equal=1.5), "form"),
        (lambda w: w["names"].update(same="0.6"), "form"),
        (lambda w: w.update(prior=10), "prior"),
        (lambda w: w["frequencies"]["given"].update(sok=3), "frequencies"),
    ],
)  # fmt: skip
def test_a_broken_set_is_refused(change: Any, field: str) -> None:
    broken = stored()
    change(broken)
    with pytest.raises(HomewardError) as caught:
        from_json(broken)
    assert caught.value.code == "weights.not_valid" and caught.value.facts["field"] == field


def test_what_is_no_object_is_refused() -> None:
    broken: Json
    for broken in (None, [], "x", {}):
        with pytest.raises(HomewardError):
            from_json(broken)


def test_a_key_outside_the_table_is_rare_where_all_were_counted_and_usual_on_a_laptop() -> None:
    counted = Frequencies(people=1000, family={"sok": 50})
    laptop = replace(DEFAULT_WEIGHTS, frequencies=counted)
    server = where_all_are_counted(laptop)
    assert laptop.frequencies.of("xyz", is_family=True) == 1 / 60
    assert server.frequencies.of("xyz", is_family=True) == 1 / RAREST
    assert server.frequencies.of("sok", is_family=True) == 0.05
    assert where_all_are_counted(DEFAULT_WEIGHTS) is DEFAULT_WEIGHTS
