"""A place as people type it: what the words mean for sure, what they may mean, and whether a choice still fits them.

Promise: a place is taken only where the words name exactly one; several are offered, none is asked about. What the
person insists on stays as she wrote it.
"""

from casework.names.forms import comparison_form
from casework.place_search import FoundPlace, PlaceSearch
from casework.places import HOME_COUNTRY, Gazetteer, place_of
from shared_schema.canonical import Json
from shared_schema.vocabularies.country import COUNTRY

SURELY = 0.99  # a lower score is a guess, and is offered
_FIRST_PART = ","


def surely_named(search: PlaceSearch, text: str) -> FoundPlace | None:
    """The one place that the words name, None where they name several, none, or one only nearly."""
    answer = search.lookup(text)
    if answer.total == 1 and (answer.found[0].score >= SURELY or answer.found[0].level == "country"):
        return answer.found[0]
    return None


def value_of_code(code: str) -> dict[str, str]:
    """The place value of a code that was offered: an area, or a country abroad."""
    return {"country": code} if code in COUNTRY else place_of(code)


def fits_words(places: Gazetteer, code: str, text: str) -> bool:
    """Whether an area that was chosen is still what the words say: they begin its name and name what it lies in."""
    pieces = [folded for piece in text.split(_FIRST_PART) if (folded := fold(piece))]
    if code in COUNTRY:
        return any(fold(COUNTRY[code].label(language)) in pieces for language in ("en", "km"))
    area = places.area(code)
    if area is None or not pieces:
        return False
    above = [{fold(one.km), fold(one.en)} for one in places.path(code) if one.code != code]
    begins = any(fold(name).startswith(pieces[0]) for name in (area.km, area.en) if name)
    return begins and all(any(piece in names for names in above) for piece in pieces[1:])


def place_path(places: Gazetteer, code: str, language: str) -> str:
    """The full path of an area in words, the smallest part first; a country abroad by its name."""
    return text_of_place(places, value_of_code(code), language)


def text_of_place(places: Gazetteer, place: Json, language: str) -> str:
    """The words of a place value without its free detail, as they stand in the box; a country abroad by its name."""
    if not isinstance(place, dict):
        return ""
    country = place.get("country", HOME_COUNTRY)
    if country != HOME_COUNTRY:
        return COUNTRY[country].label(language) if country in COUNTRY else str(country)
    return places.describe({key: value for key, value in place.items() if key != "detail"}, language)


def fold(text: str) -> str:
    """Words as they are compared here: one case, one spelling of look-alikes, no spaces."""
    return comparison_form(text).replace(" ", "")
