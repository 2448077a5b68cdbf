"""Breaking people down: the same coordinates, sums and tables for every figure that counts people (F4)."""

from collections.abc import Iterable, Sequence

from casework.reports.asked import Asked
from casework.reports.figure import Place, Row, Sum, Table, Tally
from casework.reports.people import AGE_CODES, SEXES, UNKNOWN, Beneficiary
from casework.reports.words import ALL, NOT_KNOWN, SEX_WORDS, words_of
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.sentence import Words

TITLES = {
    "category": Words("By main target group", "តាមក្រុមគោលដៅចម្បង"),
    "province": Words("By province", "តាមខេត្ត"),
    "office": Words("By office", "តាមការិយាល័យ"),
}
SEX_AND_AGE = Words("By sex and age group at registration", "តាមភេទ និងក្រុមអាយុពេលចុះបញ្ជី")
AGE_GROUP = Words("Age group", "ក្រុមអាយុ")


def people_at(tally: Tally, place: Place, person: Beneficiary) -> None:
    """Counts one person at a place, at its parts by sex, age, both, target group, province and office."""
    tally.add(place)
    tally.add(place.also("sex", person.sex))
    tally.add(place.also("age", person.age_group))
    tally.add(place.also("sex", person.sex).also("age", person.age_group))
    for dimension, code in (("category", person.category), ("province", person.province), ("office", person.office)):
        tally.add(place.also(dimension, code))


def codes_of(dimension: str, tally: Tally, asked: Asked) -> tuple[str, ...]:
    """Codes of a dimension in their order: all of a short list, of offices those that are known or were counted."""
    met = {code for place in tally.counts for at, code in place.at if at == dimension}
    if dimension == "office":
        known = [code for code in asked.names if code in met]
        return (*known, *sorted(met - set(known)))
    listed = [one.code for one in VOCABULARIES["target_group" if dimension == "category" else dimension]]
    return (*(code for code in listed if code in met or dimension == "province"), *sorted(met - set(listed)))


def sums_of_people(tally: Tally, places: Iterable[Place], asked: Asked) -> tuple[Sum, ...]:
    """The sums that hold over the parts of each place; parts that nobody was counted at are filled with zero."""
    found: list[Sum] = []
    for place in places:
        sexes = tuple(place.also("sex", code) for code in SEXES)
        ages = tuple(place.also("age", code) for code in AGE_CODES)
        found += [Sum(place, sexes), Sum(place, ages)]
        found += [Sum(one, tuple(one.also("age", code) for code in AGE_CODES)) for one in sexes]
        found += [Sum(one, tuple(one.also("sex", code) for code in SEXES)) for one in ages]
        found += [Sum(place, tuple(place.also(name, code) for code in codes_of(name, tally, asked))) for name in TITLES]
    for one in found:
        tally.fill((one.whole, *one.parts))
    return tuple(found)


def chain_sums(sums: Sequence[Sum], chain: Sum) -> tuple[Sum, ...]:
    """A sum between whole places, said again for every part of them."""
    measures = (chain.whole.measure, *(part.measure for part in chain.parts))
    corners = {
        at for one in sums for place in (one.whole, *one.parts) if place.measure == measures[0] for at in [place.at]
    }
    return tuple(
        Sum(Place(measures[0], at), tuple(Place(measure, at) for measure in measures[1:])) for at in sorted(corners)
    )


def sex_age_table(place: Place, *, key: str, title: Words) -> Table:
    """Age groups down, sexes across, with both margins."""
    columns = (*(SEX_WORDS[sex] for sex in SEXES), ALL)
    return Table(key, title, columns, tuple(sex_age_rows(place, whole=place)))


def sex_age_rows(place: Place, *, whole: Place) -> list[Row]:
    """The rows of such a table; `whole` is the count of all of them."""
    rows = [Row(ALL, (*(place.also("sex", sex) for sex in SEXES), whole), is_total=True)]
    for age in AGE_CODES:
        base = place.also("age", age)
        cells = (*(base.also("sex", sex) for sex in SEXES), base)
        rows.append(Row(NOT_KNOWN if age == UNKNOWN else Words(age, age), cells))
    return rows


def list_table(
    places: Sequence[tuple[Words, Place]], dimension: str, codes: Iterable[str], asked: Asked, *, key: str, title: Words
) -> Table:
    """One dimension down, some counts across, the total first."""
    rows = [Row(ALL, tuple(place for _words_, place in places), is_total=True)]
    for code in codes:
        cells = tuple(place.also(dimension, code) for _words_, place in places)
        rows.append(Row(words_of(dimension, code, asked), cells))
    return Table(key, title, tuple(words for words, _place in places), tuple(rows))
