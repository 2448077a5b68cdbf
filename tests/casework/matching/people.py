"""Invented people of few words, as profiles: a case or an inquiry from short keys, for the tests of matching."""

from collections.abc import Mapping
from typing import Any

from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of_values
from casework.places import place_of

Short = Mapping[str, Any]


def a_profile(short: Short, *, record: str = "A") -> Profile:
    """A person from short keys (see `data/pairs.json`); an inquiry where `is` says so, else a case."""
    return an_inquiry(short, record=record) if short.get("is") == "inquiry" else a_case(short, record=record)


def a_case(short: Short, *, record: str = "A") -> Profile:
    """A case: names, birth, places, relatives as family members, numbers as contact points."""
    values = _common(short, prefix="", origin="home_place", now="current_place")
    values |= {"national_id_no": short.get("id"), "other_names": short.get("other")}
    return profile_of_values("case", _known(values), record=record, home=record, others=_others(short))


def an_inquiry(short: Short, *, record: str = "A") -> Profile:
    """An inquiry: the mother asks where one is named, the others are named in one line."""
    values = _common(short, prefix="sought_", origin="sought_home_place", now="last_known_place")
    values |= {"relation": short.get("asks", "mother"), "last_phone": next(iter(short.get("phones", ())), None)}
    if short.get("asks", "mother") == "mother":
        values["inquirer_name_latin"] = short.get("mother")
    named = [f"father: {short['father']}"] if short.get("father") else []
    named += [f"sister: {name}" for name in short.get("siblings", ())] + list(short.get("named", ()))
    values["relatives_named"] = ", ".join(named)
    values["inquirer_place"] = _place(short.get("family_home"))
    return profile_of_values("tracing_inquiry", _known(values), record=record, home=record)


def _common(short: Short, *, prefix: str, origin: str, now: str) -> dict[str, Any]:
    km, latin = short.get("km", ["", ""]), short.get("latin", ["", ""])
    age = short.get("age", [None, None])
    separated = short.get("separated", [None, None])
    animal = "sought_animal_year" if prefix else "birth_animal_year"
    return {
        f"{prefix}family_name_km": km[0],
        f"{prefix}given_name_km": km[1],
        f"{prefix}family_name_latin": latin[0],
        f"{prefix}given_name_latin": latin[1],
        f"{prefix}nickname": short.get("nick"),
        f"{prefix}sex": {"f": "female", "m": "male"}.get(short.get("sex", ""), short.get("sex")),
        f"{prefix}date_of_birth": short.get("born"),
        f"{prefix}is_estimated": short.get("estimated"),
        f"{prefix}age_stated": age[0],
        f"{prefix}age_stated_on": age[1],
        animal: short.get("animal"),
        origin: _place(short.get("home")),
        now: _place(short.get("now")),
        "separated_on": separated[0],
        "separated_at": _place(separated[1]),
        "distinguishing_marks": short.get("marks"),
    }


def _others(short: Short) -> list[tuple[str, dict[str, Any]]]:
    family = [("mother", short.get("mother")), ("father", short.get("father"))]
    family += [("sister", name) for name in short.get("siblings", ())]
    found: list[tuple[str, dict[str, Any]]] = [
        ("family_member", {"relation": relation, "name_latin": name, "place": _place(short.get("family_home"))})
        for relation, name in family
        if name
    ]
    return found + [("contact_point", {"number": number}) for number in short.get("phones", ())]


def _place(code: Any) -> Any:
    if not code or isinstance(code, dict):
        return code
    return {"country": code} if code.isalpha() else dict(place_of(code))


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
