"""How frequent names are among the people of all offices: counts of sound keys that at least 20 people bear. Pure.

A rarer key is not in the table: it travels to every laptop and may name nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from casework.matching.profile import MAIN, Profile
from casework.matching.weights import Frequencies
from casework.names.whole import read_name

LEAST_PEOPLE = 20


def count_frequencies(profiles: Iterable[Profile], *, usual: Frequencies | None = None) -> Frequencies:
    """People by the sound key of their family and given names; each key once a person, however it is written."""
    family: Counter[str] = Counter()
    given: Counter[str] = Counter()
    people = 0
    for profile in profiles:
        of_family, of_given = _keys(profile)
        people += bool(of_family or of_given)
        family.update(of_family)
        given.update(of_given)
    return replace(usual or Frequencies(), people=people, family=_borne(family), given=_borne(given))


def _keys(profile: Profile) -> tuple[set[str], set[str]]:
    family: set[str] = set()
    given: set[str] = set()
    for written in profile.names:
        name = read_name(written.text) if written.role == MAIN else None
        if name is None or name.is_nickname:
            continue
        has_family = written.family != "" and (len(name.parts) > 1 or written.given == "")
        keys = [part.vowels for part in name.parts if part.vowels]
        family.update(keys[:1] if has_family else ())
        given.update(keys[1:] if has_family else keys)
    return family, given


def _borne(counted: Counter[str]) -> dict[str, int]:
    return {key: count for key, count in sorted(counted.items()) if count >= LEAST_PEOPLE}
