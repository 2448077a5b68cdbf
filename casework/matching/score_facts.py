"""Sex, separation in time, marks, telephone and identity numbers of two people. Pure."""

from casework.matching.evidence import AGREE, CLOSE, DIFFER, Evidence, missing
from casework.matching.profile import Mark, Number, Profile
from casework.matching.weights import WeightSet
from shared_schema.rules.reading import Span, read_span

_MONTHS = {6: "months_6", 24: "years_2", 60: "years_5"}
_YEAR_CHARACTERS = 4


def sex_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """Female or male on both sides; any other answer is no evidence."""
    if one.sex is None or other.sex is None:
        return missing("sex")
    level = "equal" if one.sex.code == other.sex.code else "differs"
    coded = AGREE if level == "equal" else DIFFER
    return Evidence("sex", coded, weights.bits("sex", level), f"sex_{level}", {}, one.sex.source, other.sex.source)


def separated_on_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """How near the two days of separation may lie to each other; a year alone never says "the same month"."""
    mine, theirs = one.separated_on, other.separated_on
    if mine is None or theirs is None:
        return missing("separated_on")
    is_vague = _YEAR_CHARACTERS in (len(mine.text), len(theirs.text))
    months = _months_between(read_span(mine.text), read_span(theirs.text))
    if months is None:
        return missing("separated_on")
    level = "same_month" if months == 0 and not is_vague else _apart(months)
    bits = weights.bits("separated_on", level)
    coded = AGREE if level in ("same_month", "months_6") else CLOSE if bits >= 0 else DIFFER
    return Evidence("separated_on", coded, bits, f"separated_on_{level}", {}, mine.source, theirs.source)


def marks_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """The best pair of marks; that none is shared says little, no list is complete."""
    pairs = [(_mark_level(mine, theirs), mine, theirs) for mine in one.marks for theirs in other.marks]
    if not pairs:
        return missing("marks")
    level, mine, theirs = max(pairs, key=lambda pair: weights.bits("marks", pair[0]))
    coded = {"same": AGREE, "same_kind": CLOSE, "different": DIFFER}[level]
    return Evidence("marks", coded, weights.bits("marks", level), f"marks_{level}", {}, mine.source, theirs.source)


def phone_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """Any number known on both sides; that none is shared says nothing."""
    shared = _shared(one.phones, other.phones)
    if shared is None:
        return Evidence(
            "phone", "missing", 0, "phone_none_shared" if one.phones and other.phones else "phone_not_known"
        )
    bits = weights.bits("phone", "same")
    return Evidence("phone", AGREE, bits, "phone_same", {}, shared[0].source, shared[1].source)


def id_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """National identity numbers."""
    if not one.id_numbers or not other.id_numbers:
        return missing("id_number")
    shared = _shared(one.id_numbers, other.id_numbers)
    mine, theirs = shared or (one.id_numbers[0], other.id_numbers[0])
    level, coded = ("same", AGREE) if shared else ("differs", DIFFER)
    return Evidence(
        "id_number", coded, weights.bits("id_number", level), f"id_number_{level}", {}, mine.source, theirs.source
    )


def _months_between(one: Span | None, other: Span | None) -> int | None:
    if one is None or other is None:
        return None
    earlier, later = sorted((one, other), key=lambda span: (span.last, span.first))
    return max(0, (later.first.year - earlier.last.year) * 12 + later.first.month - earlier.last.month)


def _apart(months: int) -> str:
    return next((level for most, level in _MONTHS.items() if months <= most), "more")


def _mark_level(mine: Mark, theirs: Mark) -> str:
    if mine.kind != theirs.kind:
        return "different"
    is_part = bool(mine.part) and mine.part == theirs.part
    is_side = not mine.side or not theirs.side or mine.side == theirs.side
    return "same" if is_part and is_side else "same_kind"


def _shared(mine: tuple[Number, ...], theirs: tuple[Number, ...]) -> tuple[Number, Number] | None:
    by_text = {_plain(number): number for number in reversed(mine)}
    return next(((by_text[_plain(number)], number) for number in theirs if _plain(number) in by_text), None)


def _plain(number: Number) -> str:
    return "".join(char for char in number.text if char.isalnum()).lower()
