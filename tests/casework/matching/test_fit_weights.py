"""A weight set proposed from invented people: sensible bits, refused where it must be; frequencies name nobody."""

import random
from collections import Counter
from typing import Any

import orjson
import pytest

from casework.invented.names import invented_name
from casework.matching.fit_weights import Fitting, count_patterns, fit_weights, pattern_of
from casework.matching.frequencies import LEAST_PEOPLE, count_frequencies
from casework.matching.profile import Profile
from casework.matching.score import score
from casework.matching.weights import DEFAULT_WEIGHTS, ORDERED_LEVELS, find_problems, from_json, to_json
from casework.matching.weights_in_force import read_weights
from shared_schema.errors import HomewardError
from tests.casework.matching.people import a_profile

PEOPLE = 2000


def a_person(chance: random.Random) -> dict[str, Any]:
    name = invented_name(chance, sex=chance.choice(("female", "male")))
    return {
        "latin": [name.family_latin, name.given_latin],
        "sex": chance.choice("fm"),
        "born": str(chance.randint(1995, 2014)),
        "home": f"{chance.randint(1, 25):02d}",
    }


def seen_again(person: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same person on another paper: now and then a letter, the year or the province is another one."""
    family, given = person["latin"]
    if chance.random() < 0.3:
        given = given.replace("o", "u", 1) if "o" in given else given + "h"
    year = int(person["born"]) + (chance.choice((-1, 1)) if chance.random() < 0.15 else 0)
    home = person["home"] if chance.random() < 0.9 else f"{chance.randint(1, 25):02d}"
    return {**person, "latin": [family, given], "born": str(year), "home": home}


@pytest.fixture(scope="module")
def town() -> tuple[list[Profile], list[Profile]]:
    chance = random.Random(11)
    people = [a_person(chance) for _ in range(PEOPLE)]
    return (
        [a_profile(person, record=f"A{i}") for i, person in enumerate(people)],
        [a_profile(seen_again(person, chance), record=f"B{i}") for i, person in enumerate(people)],
    )


def candidates(ones: list[Profile], others: list[Profile], chance: random.Random) -> list[tuple[Profile, Profile]]:
    """True pairs, and for each two others of the same family name."""
    by_family: dict[str, list[Profile]] = {}
    for other in others:
        by_family.setdefault(str(other.names[0].family), []).append(other)
    near = [(one, chance.choice(by_family[str(one.names[0].family)])) for one in ones for _ in range(2)]
    return [*zip(ones, others, strict=True), *near]


def test_a_set_learnt_from_unlabelled_pairs_is_sensible(town: tuple[list[Profile], list[Profile]]) -> None:
    ones, others = town
    chance = random.Random(12)
    drawn = count_patterns((chance.choice(ones), chance.choice(others)) for _ in range(5000))
    fitted = fit_weights(
        [*ones, *others],
        candidates=count_patterns(candidates(ones, others, chance)),
        random_pairs=Counter({pattern: 8 * count for pattern, count in drawn.items()}),
        expected=1000,
        fitting=Fitting("fit-1", at=1),
    )
    assert find_problems(fitted) == ()
    assert (fitted.version, fitted.fitted_on, fitted.prior) == ("fit-1", 2 * PEOPLE, DEFAULT_WEIGHTS.prior)
    assert 5000 < fitted.names.same < 9500
    assert fitted.bits("birth_years", "years_0") > fitted.bits("birth_years", "years_1") > 0
    assert fitted.bits("place", "province") > 30 and fitted.bits("place", "other") < -15
    assert fitted.bits("sex", "differs") < -40
    assert fitted.bits("id_number", "same") == DEFAULT_WEIGHTS.bits("id_number", "same")  # nobody has one: as before
    assert from_json(to_json(fitted)) == fitted == read_weights(orjson.dumps(to_json(fitted)))
    assert score(ones[0], others[0], fitted).weights_version == "fit-1"


def test_too_few_people_are_refused(town: tuple[list[Profile], list[Profile]]) -> None:
    with pytest.raises(HomewardError) as caught:
        fit_weights(
            town[0][:1999], candidates=Counter(), random_pairs=Counter(), expected=1, fitting=Fitting("x", at=1)
        )
    assert caught.value.code == "weights.too_few_people"


def test_too_few_random_pairs_are_refused(town: tuple[list[Profile], list[Profile]]) -> None:
    few = count_patterns([(town[0][0], town[1][0])])
    with pytest.raises(HomewardError) as caught:
        fit_weights(town[0], candidates=few, random_pairs=few, expected=1, fitting=Fitting("x", at=1))
    assert caught.value.code == "weights.not_valid"


def test_what_is_unknown_has_no_level() -> None:
    nobody, somebody = a_profile({"latin": ["", "unknown"]}), a_profile({"latin": ["Sok", "Chenda"], "sex": "f"})
    assert set(pattern_of(nobody, somebody)) == {-1}


def test_a_name_that_few_people_bear_is_in_no_table() -> None:
    people = [a_profile({"latin": ["Sok", "Chenda"]}, record=f"A{i}") for i in range(LEAST_PEOPLE)]
    people += [a_profile({"latin": ["Kim", "Pisey"]}, record=f"B{i}") for i in range(LEAST_PEOPLE - 1)]
    counted = count_frequencies(people)
    assert len(counted.family) == len(counted.given) == 1
    assert all(len(levels) for levels in ORDERED_LEVELS.values())
