"""What the family page shows: people in rows by generation, and the same people as a table with their numbers. Pure.

A number that is not safe is marked wherever it stands; so is a person who must not be contacted or told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from casework.web.answers import Wording, answer_words, phone_words
from casework.web.pieces import Generation, Relative, Tag
from casework.web.saying import message
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day

GRANDPARENTS, PARENTS, OWN, CHILDREN, OTHERS = "grandparents", "parents", "own", "children", "others"
GENERATION_OF: Mapping[str, str] = {
    "grandmother": GRANDPARENTS,
    "grandfather": GRANDPARENTS,
    "mother": PARENTS,
    "father": PARENTS,
    "step_parent": PARENTS,
    "aunt": PARENTS,
    "uncle": PARENTS,
    "sister": OWN,
    "brother": OWN,
    "husband": OWN,
    "wife": OWN,
    "partner": OWN,
    "son": CHILDREN,
    "daughter": CHILDREN,
}
TITLES: Mapping[str, str] = {
    GRANDPARENTS: message("Grandparents"),
    PARENTS: message("Parents, aunts and uncles"),
    OWN: message("Own generation"),
    CHILDREN: message("Children"),
    OTHERS: message("Others"),
}


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A telephone number: as it is written, whose it is, its marks; `is_ended` = it stopped working."""

    record: Id
    number: str
    whose: str
    tags: tuple[Tag, ...]
    is_ended: bool
    home: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of the table: name, relation, answers in words, marks, numbers. `is_self` = the person of the case."""

    record: Id
    home: Id
    name: str | Markup
    relation: str
    alive: str = ""
    household: str = ""
    in_contact: str = ""
    safety: str = ""
    told: str = ""
    same_as: Id = ""
    tags: tuple[Tag, ...] = ()
    numbers: tuple[NumberLine, ...] = ()
    is_self: bool = False
    generation: str = OWN


def members_of(
    dossier: Dossier,
    wording: Wording,
    *,
    name_of: Callable[[Shown], str | Markup],
    tags_of: Callable[[Id], tuple[Tag, ...]],
    today: date,
) -> tuple[Member, ...]:
    """The person first, then her family in the order of the generations; `tags_of` = marks of what stands in the
    dossier of a joined case."""
    head = dossier.head
    mine = () if head is None else (_self(dossier, head, wording, name_of, today),)
    every = [_member(dossier, one, wording, name_of, today) for one in dossier.of_kind("family_member")]
    found = [replace(one, tags=(*one.tags, *tags_of(one.home))) for one in every]
    order = tuple(TITLES)
    return (*mine, *sorted(found, key=lambda one: order.index(one.generation)))


def generations_of(
    members: tuple[Member, ...], wording: Wording, *, url_of: Callable[[Member], str]
) -> list[Generation]:
    """The same people in rows; a row without anybody is left out."""
    rows = []
    for code, title in TITLES.items():
        people = tuple(
            Relative(name=one.name, relation=one.relation, tags=one.tags, url=url_of(one), is_self=one.is_self)
            for one in members
            if one.generation == code
        )
        rows += [Generation(wording.say(title), people)] if people else []
    return rows


def _self(
    dossier: Dossier, head: Shown, wording: Wording, name_of: Callable[[Shown], str | Markup], today: date
) -> Member:
    return Member(
        record=head.record_id,
        home=head.home,
        name=name_of(head),
        relation=wording.say("The person of this case"),
        numbers=_numbers(dossier, {head.record_id, *_joined(dossier)}, wording, today),
        is_self=True,
    )


def _member(
    dossier: Dossier, one: Shown, wording: Wording, name_of: Callable[[Shown], str | Markup], today: date
) -> Member:
    def words(name: str) -> str:
        return answer_words("family_member", name, one.values.get(name), wording)

    same = answer(one, "same_person_as")
    return Member(
        record=one.record_id,
        home=one.home,
        name=name_of(one),
        relation=words("relation"),
        alive=words("vital_status"),
        household=words("in_household"),
        in_contact=words("in_contact"),
        safety=words("contact_safety"),
        told=words("may_be_told"),
        same_as=same if isinstance(same, str) else "",
        tags=_tags(dossier, one, wording),
        numbers=_numbers(dossier, {one.record_id}, wording, today),
        generation=GENERATION_OF.get(str(answer(one, "relation")), OTHERS),
    )


def _tags(dossier: Dossier, one: Shown, wording: Wording) -> tuple[Tag, ...]:
    safety, told = answer(one, "contact_safety"), answer(one, "may_be_told")
    is_caregiver = answer(one, "is_caregiver") is True or answer(dossier.head, "caregiver") == one.record_id
    found = [Tag(wording.say("Do not contact"), "danger")] if safety == "unsafe" else []
    found += [Tag(wording.say("Not to be told"), "danger")] if told == "no" else []
    found += [Tag(wording.say("Ask first"), "waiting")] if "ask_first" in (safety, told) else []
    found += [Tag(wording.say("Safe to contact"))] if safety == "safe" else []
    return (*found, *([Tag(wording.say("Caregiver"), "quiet")] if is_caregiver else []))


def _joined(dossier: Dossier) -> list[Id]:
    """The person under the numbers of the cases that were joined to this one."""
    return [one.record_id for one in dossier.of_kind("case")]


def _numbers(dossier: Dossier, owners: set[Id], wording: Wording, today: date) -> tuple[NumberLine, ...]:
    own = [one for one in dossier.of_kind("contact_point") if answer(one, "owner") in owners]
    lines = [_number(one, wording, today) for one in own]
    return tuple(sorted(lines, key=lambda line: line.is_ended))


def _number(one: Shown, wording: Wording, today: date) -> NumberLine:
    until, safety = day(one, "used_until"), answer(one, "safety")
    is_ended = until is not None and until <= today
    words = {
        "unsafe": wording.say("Do not call"),
        "ask_first": wording.say("Ask first"),
        "safe": wording.say("Safe to call"),
    }
    tones = {"unsafe": "danger", "ask_first": "waiting", "safe": "good"}
    found = words.get(str(safety), wording.say("Safety not known yet"))
    ended = (Tag(wording.say("No longer used"), "quiet"),) if is_ended else ()
    tags = (Tag(found, tones.get(str(safety), "waiting")), *ended)
    whose = answer_words("contact_point", "whose", one.values.get("whose"), wording)
    return NumberLine(one.record_id, phone_words(str(answer(one, "number") or "")), whose, tags, is_ended, one.home)
