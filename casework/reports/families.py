"""F3: secondary beneficiaries, the immediate family of the beneficiaries reached (F1).

Per family the larger of those who are named and the largest number that was told; who is named twice is one person, and
who is a counted case himself is taken off. Sex and age are known of the named alone.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from casework.reports.asked import Asked
from casework.reports.breakdown import SEX_AND_AGE, codes_of, sex_age_rows
from casework.reports.figure import Cell, Figure, Goal, Place, Row, Sum, Table, Tally, Told
from casework.reports.people import AGE_CODES, SEXES, Beneficiary
from casework.reports.reached import OF_TARGET, TARGET
from casework.reports.stories import Member, Story
from casework.reports.words import ALL, CUMULATIVE, IN_PERIOD, NOT_BROKEN_DOWN, NUMBER, SEX_WORDS
from shared_schema.identifiers import Id
from shared_schema.words.sentence import Words

PERIOD, EVER, REST = (Place(f"F3.{one}") for one in ("period", "ever", "rest"))
TITLE = Words("Secondary beneficiaries (immediate family)", "អ្នកទទួលផលប្រយោល (គ្រួសារផ្ទាល់)")
MEANS = Words(
    "Immediate family of the beneficiaries reached. For each family the larger of the relatives named and the number "
    "told; each relative once; relatives who are beneficiaries themselves are taken off. Those told but not named "
    "stand as not broken down.",
    "គ្រួសារផ្ទាល់របស់អ្នកទទួលផលដែលបានទទួលសេវា។ ក្នុងគ្រួសារនីមួយៗ "
    "យកចំនួនធំជាងរវាងសាច់ញាតិដែលមានឈ្មោះ និងចំនួនដែលបានប្រាប់។ "
    "សាច់ញាតិម្នាក់រាប់តែម្តង ហើយសាច់ញាតិដែលជាអ្នកទទួលផលផ្ទាល់មិនរាប់ទេ។ អ្នកដែលបានប្រាប់តែគ្មានឈ្មោះ មិនបានបែងចែក។",
)
NAMED, DECLARED = Words("Named", "មានឈ្មោះ"), Words("Told, not named", "បានប្រាប់ តែគ្មានឈ្មោះ")
PARTS = ("named", "declared")


@dataclass(frozen=True, slots=True)
class Family:
    """A family as it is counted: whose office and province it stands under, the named, and how many more were told."""

    person: Beneficiary
    named: tuple[Member, ...]
    declared_only: int

    @property
    def size(self) -> int:
        """All of them."""
        return len(self.named) + self.declared_only


def families(stories: Iterable[Story]) -> tuple[Family, ...]:
    """The families of these cases; a family of several cases stands under the one with the lowest id."""
    told = sorted(stories, key=lambda one: one.person.case)
    persons = _persons(told)
    beneficiaries = {persons[one.person.case] for one in told}
    groups: dict[str, list[Story]] = {}
    for story in told:
        groups.setdefault(story.person.family_group, []).append(story)
    return tuple(_family(group, persons, beneficiaries) for group in groups.values())


def secondary(stories: Iterable[Story], asked: Asked, *, target: int | None = None) -> Figure:
    """F3."""
    reached = [one for one in stories if one.first_service is not None]
    tally = Tally()
    _counted(tally, EVER, families(reached))
    now = [one for one in reached if any(asked.holds(service.started) for service in one.services)]
    _counted(tally, PERIOD, families(now))
    sums = [one for place in (EVER, PERIOD) for one in _sums(tally, place, asked)]
    for place in {at for at in tally.counts if at.measure == EVER.measure}:
        rest = tally.of(place) - tally.of(Place(PERIOD.measure, place.at))
        if rest >= 0:
            tally.counts[Place(REST.measure, place.at)] = rest
            sums.append(Sum(place, (Place(PERIOD.measure, place.at), Place(REST.measure, place.at))))
    tables = (_table(target), _people_table(EVER))
    return Figure("F3", 1, TITLE, MEANS, tally.counts, tuple(sums), tables)


def _persons(stories: Iterable[Story]) -> Mapping[Id, Id]:
    """Of each member and case the one id of the person, whoever was said to be the same."""
    above: dict[Id, Id] = {}

    def root(one: Id) -> Id:
        while above.get(one, one) != one:
            one = above[one]
        return one

    for story in stories:
        above.setdefault(story.person.case, story.person.case)
        for member in story.members:
            above.setdefault(member.id, member.id)
            if member.same_as is not None:
                one, other = root(member.id), root(member.same_as)
                above[max(one, other)] = min(one, other)
    return {one: root(one) for one in above}


def _family(group: list[Story], persons: Mapping[Id, Id], beneficiaries: AbstractSet[Id]) -> Family:
    everyone: dict[Id, Member] = {}
    for story in group:
        for member in story.members:
            everyone.setdefault(persons[member.id], member)
    told = max(story.declared for story in group)
    themselves = everyone.keys() & beneficiaries
    named = tuple(member for person, member in everyone.items() if person not in themselves)
    size = max(len(everyone), told) - len(themselves)
    return Family(group[0].person, named, size - len(named))


def _counted(tally: Tally, place: Place, found: Iterable[Family]) -> None:
    for family in found:
        tally.add(place, family.size)
        tally.add(place.also("part", "named"), len(family.named))
        tally.add(place.also("part", "declared"), family.declared_only)
        for dimension, code in (("province", family.person.province), ("office", family.person.office)):
            tally.add(place.also(dimension, code), family.size)
        for member in family.named:
            by_sex = place.also("sex", member.sex)
            for at in (by_sex, place.also("age", member.age_group), by_sex.also("age", member.age_group)):
                tally.add(at)


def _sums(tally: Tally, place: Place, asked: Asked) -> tuple[Sum, ...]:
    named = place.also("part", "named")
    sexes = tuple(place.also("sex", code) for code in SEXES)
    ages = tuple(place.also("age", code) for code in AGE_CODES)
    found = [Sum(place, tuple(place.also("part", part) for part in PARTS)), Sum(named, sexes), Sum(named, ages)]
    found += [Sum(one, tuple(one.also("age", code) for code in AGE_CODES)) for one in sexes]
    found += [Sum(one, tuple(one.also("sex", code) for code in SEXES)) for one in ages]
    for name in ("province", "office"):
        found.append(Sum(place, tuple(place.also(name, code) for code in codes_of(name, tally, asked))))
    for one in found:
        tally.fill((one.whole, *one.parts))
    return tuple(found)


def _table(target: int | None) -> Table:
    rows = []
    for words, place in ((IN_PERIOD, PERIOD), (CUMULATIVE, EVER)):
        cells: tuple[Cell, ...] = (place, place.also("part", "named"), place.also("part", "declared"))
        if target is not None and place is EVER:
            cells = (*cells, Told(target), Goal(place, target))
        rows.append(Row(words, cells))
    columns = (NUMBER, NAMED, DECLARED) + ((TARGET, OF_TARGET) if target is not None else ())
    return Table("F3", TITLE, columns, tuple(rows))


def _people_table(place: Place) -> Table:
    named = place.also("part", "named")
    rows = [*sex_age_rows(place, whole=named), Row(NOT_BROKEN_DOWN, (None, None, None, place.also("part", "declared")))]
    columns = (*(SEX_WORDS[sex] for sex in SEXES), ALL)
    return Table("F3.people", SEX_AND_AGE, columns, tuple(rows))
