"""F4 and F5: beneficiaries broken down, by service and grant too; services that led to reintegration."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from casework.reports.asked import Asked
from casework.reports.breakdown import SEX_AND_AGE, TITLES, codes_of, list_table, sex_age_table
from casework.reports.families import EVER as FAMILY_EVER
from casework.reports.families import PERIOD as FAMILY_PERIOD
from casework.reports.figure import Cell, Figure, Place, Row, Share, Sum, Table, Tally
from casework.reports.people import NO_GRANT
from casework.reports.reached import BACK, BACK_EVER, EVER, PERIOD
from casework.reports.stories import Service, Story
from casework.reports.words import ALL, words_of
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.sentence import Words

TITLE = Words("Who was reached", "អ្នកដែលបានទទួលសេវា")
MEANS = Words(
    "Beneficiaries of F1 and F2 and families of F3 by sex, age group at registration, main target group, province (of "
    "the return where there was one, else where the person lives) and office. By service and grant a person may stand "
    "in several rows; the row of all counts each once.",
    "អ្នកទទួលផលនៃ F1 និង F2 និងគ្រួសារនៃ F3 តាមភេទ ក្រុមអាយុពេលចុះបញ្ជី ក្រុមគោលដៅចម្បង ខេត្ត (ខេត្តដែលបានត្រឡប់ទៅ "
    "បើមិនទាន់ត្រឡប់ គឺខេត្តដែលរស់នៅ) និងការិយាល័យ។ តាមសេវា និងមូលនិធិ មនុស្សម្នាក់អាចមាននៅច្រើនជួរ "
    "ជួរសរុបរាប់ម្នាក់តែម្តង។",
)
SERVICE_TITLE = Words("Services resulting in reintegration", "សេវាដែលនាំទៅរកសមាហរណកម្ម")
SERVICE_MEANS = Words(
    "Services, completed or ongoing, that began before the day of reintegration of those "
    "reintegrated in the period; and "
    "of all who began a service at least 12 months before the end of the period, the share who are reintegrated.",
    "សេវាដែលបានបញ្ចប់ ឬកំពុងបន្ត ហើយបានចាប់ផ្តើមមុនថ្ងៃសមាហរណកម្ម របស់អ្នកដែលបានធ្វើសមាហរណកម្មក្នុងរយៈពេលនេះ។ "
    "ក្នុងចំណោមអ្នកដែលបានចាប់ផ្តើមសេវាយ៉ាងតិច 12ខែមុនចុងរយៈពេល ភាគរយដែលបានធ្វើសមាហរណកម្ម។",
)
SERVICES_GIVEN = Words("Services", "សេវា")
STARTED = Words("Began 12 months ago or earlier", "ចាប់ផ្តើម 12ខែមុន ឬមុននោះ")
OF_THEM = Words("Of them reintegrated", "ក្នុងនោះបានធ្វើសមាហរណកម្ម")
SHARE = Words("Share", "ចំណែក")
BY_SERVICE, BY_GRANT = Words("By service", "តាមសេវា"), Words("By grant", "តាមមូលនិធិ")
HEADS = (
    (Words("Reached in the period", "បានទទួលសេវាក្នុងរយៈពេល"), PERIOD),
    (Words("Reached since start", "បានទទួលសេវាតាំងពីដើម"), EVER),
    (Words("Reintegrated in the period", "សមាហរណកម្មក្នុងរយៈពេល"), BACK),
    (Words("Reintegrated since start", "សមាហរណកម្មតាំងពីដើម"), BACK_EVER),
)
FAMILY_HEADS = (
    (Words("Family in the period", "គ្រួសារក្នុងរយៈពេល"), FAMILY_PERIOD),
    (Words("Family since start", "គ្រួសារតាំងពីដើម"), FAMILY_EVER),
)
TWELVE_MONTHS = timedelta(days=365)
BENEFICIAL = ("completed", "ongoing")
LED, BEGUN, BEGUN_BACK = Place("F5.led"), Place("F5.begun"), Place("F5.begun_back")


def breakdowns(stories: Sequence[Story], whole: Iterable[Figure], asked: Asked) -> Figure:
    """F4: `whole` are F1, F2 and F3, whose counts and sums these tables show by their parts."""
    tally = Tally()
    sums: list[Sum] = []
    for figure in whole:
        tally.counts |= figure.counts
        sums += figure.sums
    _by_service(tally, stories, asked)
    tables = [
        sex_age_table(place, key=f"F4.{place.measure}", title=_joined(SEX_AND_AGE, words)) for words, place in HEADS
    ]
    for name in TITLES:
        heads = (*HEADS, *FAMILY_HEADS) if name != "category" else HEADS
        codes = codes_of(name, tally, asked)
        tables.append(list_table(heads, name, codes, asked, key=f"F4.{name}", title=TITLES[name]))
    for name, title in (("service", BY_SERVICE), ("grant", BY_GRANT)):
        codes = _met(tally, name)
        tables.append(list_table(HEADS[:2], name, codes, asked, key=f"F4.{name}", title=title))
    tally.fill(place for table in tables for place in table.places)
    return Figure("F4", 1, TITLE, MEANS, tally.counts, tuple(sums), tuple(tables))


def leading_services(stories: Sequence[Story], asked: Asked) -> Figure:
    """F5."""
    tally = Tally()
    for place in (LED, BEGUN, BEGUN_BACK):
        tally.fill([place])
    for story in stories:
        if asked.holds(story.reintegrated_on):
            for service in story.services:
                if _led(service, story):
                    tally.add(LED)
                    tally.add(LED.also("service", service.service_type))
        old = {one.service_type for one in story.services if one.started <= asked.reached - TWELVE_MONTHS}
        for place, holds in ((BEGUN, bool(old)), (BEGUN_BACK, bool(old) and story.reintegrated_on is not None)):
            if holds:
                tally.add(place)
                for service_type in old:
                    tally.add(place.also("service", service_type))
    return Figure("F5", 1, SERVICE_TITLE, SERVICE_MEANS, *_leading_table(tally, asked))


def _led(service: Service, story: Story) -> bool:
    assert story.reintegrated_on is not None
    return service.started < story.reintegrated_on and service.result in BENEFICIAL


def _leading_table(tally: Tally, asked: Asked) -> tuple[dict[Place, int], tuple[Sum, ...], tuple[Table, ...]]:
    codes = _met(tally, "service")
    rows, sums = [], [Sum(LED, tuple(LED.also("service", code) for code in codes))]
    for code in (None, *codes):
        places = [one if code is None else one.also("service", code) for one in (LED, BEGUN, BEGUN_BACK)]
        tally.fill(places)
        others = Place("F5.begun_not", places[1].at)
        tally.counts[others] = tally.of(places[1]) - tally.of(places[2])
        sums.append(Sum(places[1], (places[2], others)))
        cells: tuple[Cell, ...] = (*places, Share(places[2], places[1]))
        rows.append(Row(ALL if code is None else words_of("service", code, asked), cells, is_total=code is None))
    columns = (SERVICES_GIVEN, STARTED, OF_THEM, SHARE)
    return tally.counts, tuple(sums), (Table("F5", SERVICE_TITLE, columns, tuple(rows)),)


def _by_service(tally: Tally, stories: Iterable[Story], asked: Asked) -> None:
    for story in stories:
        for place, given in ((EVER, story.services), (PERIOD, _in_period(story, asked))):
            for service_type in {one.service_type for one in given}:
                tally.add(place.also("service", service_type))
            for grant in {one.grant or NO_GRANT for one in given}:
                tally.add(place.also("grant", grant))


def _in_period(story: Story, asked: Asked) -> tuple[Service, ...]:
    return tuple(one for one in story.services if asked.holds(one.started))


def _met(tally: Tally, dimension: str) -> tuple[str, ...]:
    met = {code for place in tally.counts for at, code in place.at if at == dimension}
    if dimension != "service":
        return tuple(sorted(met))
    return tuple(one.code for one in VOCABULARIES["service_type"] if one.code in met)


def _joined(first: Words, second: Words) -> Words:
    return Words(f"{second.en}: {first.en[0].lower()}{first.en[1:]}", f"{second.km}៖ {first.km}")
