"""A place as people type it: any level, either script, the smallest part first, or a country abroad with free words.

Promise: a place is taken only where the words name exactly one; several are offered, none is asked about. What the
person insists on stays as she wrote it.
"""

import re
from collections.abc import Iterator, Sequence

from casework.places import HOME_COUNTRY, Area, Gazetteer, fold_name, level_of, place_of
from shared_schema.canonical import Json
from shared_schema.vocabularies.country import COUNTRY

MAX_OFFERED = 8
_BETWEEN = re.compile(r"[,;>/\n]+")
_LEVEL_WORDS = re.compile(
    r"^(ភូមិ|ឃុំ|សង្កាត់|ស្រុក|ខណ្ឌ|ក្រុង|ខេត្ត|រាជធានី)\s*|\b(village|commune|sangkat|district|khan|municipality|province)\b",
    re.IGNORECASE,
)
_LEVEL_OF = {
    **dict.fromkeys(("ភូមិ", "village"), "village"),
    **dict.fromkeys(("ឃុំ", "សង្កាត់", "commune", "sangkat"), "commune"),
    **dict.fromkeys(("ស្រុក", "ខណ្ឌ", "ក្រុង", "district", "khan", "municipality"), "district"),
    **dict.fromkeys(("ខេត្ត", "រាជធានី", "province"), "province"),
}


def find_places(gazetteer: Gazetteer, text: str) -> tuple[Area, ...]:
    """The areas that the words name: `Prey Veng`, `ថ្មី, បាទី`, a code; larger areas first, empty where none is known."""
    pieces = _pieces(text)
    if not pieces:
        return ()
    exact = gazetteer.area(text.strip())
    if exact is not None:
        return (exact,)
    named = [area for area in gazetteer.by_name.get(pieces[0], ()) if _lies_in(gazetteer, area, pieces[1:])]
    level = _level_named(text)
    return tuple(area for area in named if level is None or level_of(area.code) == level) or tuple(named)


def suggest_places(gazetteer: Gazetteer, text: str, *, limit: int = MAX_OFFERED) -> tuple[Area, ...]:
    """Areas whose name begins with the first words, those that are named wholly before the others."""
    pieces = _pieces(text)
    if not pieces or len(pieces[0]) < 2:
        return ()
    found: dict[str, Area] = {area.code: area for area in find_places(gazetteer, text)}
    for name, areas in gazetteer.by_name.items():
        if name.startswith(pieces[0]):
            found.update({area.code: area for area in areas if _lies_in(gazetteer, area, pieces[1:])})
    first = {area.code for area in find_places(gazetteer, text)}
    return tuple(sorted(found.values(), key=lambda area: (area.code not in first, len(area.code), area.code))[:limit])


def abroad(text: str) -> Json:
    """The place of words that end with a country other than Cambodia, None for others: `Bangkok, Thailand`."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
    if not pieces:
        return None
    country = _country(pieces[-1])
    if country is None or country == HOME_COUNTRY:
        return None
    detail = ", ".join(pieces[:-1])
    return {"country": country, **({"detail": detail} if detail else {})}


def place_path(gazetteer: Gazetteer, code: str, language: str) -> str:
    """The full path of an area in words, the smallest part first."""
    return gazetteer.describe(place_of(code), language)


def fits_words(gazetteer: Gazetteer, code: str, text: str) -> bool:
    """Whether an area that was chosen is still what the words say: they begin its name and name what it lies in."""
    area, pieces = gazetteer.area(code), _pieces(text)
    if area is None or not pieces:
        return False
    begins = any(fold_name(name).startswith(pieces[0]) for name in (area.km, area.en) if name)
    return begins and _lies_in(gazetteer, area, pieces[1:])


def text_of_place(gazetteer: Gazetteer, place: Json, language: str) -> str:
    """The words of a place value without its free detail, as they stand in the box; a country abroad by its name."""
    if not isinstance(place, dict):
        return ""
    country = place.get("country", HOME_COUNTRY)
    if country != HOME_COUNTRY:
        return COUNTRY[country].label(language) if country in COUNTRY else str(country)
    return gazetteer.describe({key: value for key, value in place.items() if key != "detail"}, language)


def _pieces(text: str) -> Sequence[str]:
    return [piece for part in _BETWEEN.split(text) if (piece := fold_name(_LEVEL_WORDS.sub("", part.strip())))]


def _level_named(text: str) -> str | None:
    first = next((part.strip() for part in _BETWEEN.split(text) if part.strip()), "")
    found = _LEVEL_WORDS.search(first)
    return None if found is None else _LEVEL_OF[found.group().strip().lower()]


def _lies_in(gazetteer: Gazetteer, area: Area, above: Sequence[str]) -> bool:
    names = list(_names_above(gazetteer, area))
    return all(any(piece in pair for pair in names) for piece in above if piece not in _HOME_NAMES)


def _names_above(gazetteer: Gazetteer, area: Area) -> Iterator[set[str]]:
    for higher in gazetteer.path(area.code):
        if higher.code != area.code:
            yield {fold_name(higher.km), fold_name(higher.en)}


def _country(text: str) -> str | None:
    wanted = fold_name(text)
    found = (code for code in COUNTRY if wanted in (fold_name(code.en), fold_name(code.km), code.code.casefold()))
    return next((code.code for code in found if len(wanted) > 2 or text.isupper()), None)


_HOME_NAMES = frozenset({fold_name(COUNTRY[HOME_COUNTRY].en), fold_name(COUNTRY[HOME_COUNTRY].km)})
