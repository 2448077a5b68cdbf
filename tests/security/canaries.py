"""Names that are in nothing else, pushed through every door of the centre; and where they are looked for."""

import os
import re
from array import array
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from casework.book import Edit
from casework.invented.names import Name, canary_names
from casework.matching.features import part_features
from casework.names.part import name_parts
from shared_schema.canonical import dumps
from shared_schema.change import write_body
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS, SCHEMA_VERSION
from shared_schema.records.types import Text
from tests.builders.field import FieldLaptop
from tests.builders.records import a_case, a_record_id, a_visit, an_edit

NAMES = canary_names(20261121, 12)
HEAD = 8  # bytes
SHORTEST_FORM = 7  # shorter ones stand in ordinary words by chance


def needles(names: Iterable[Name] = NAMES) -> list[bytes]:
    """Every form in which a name could be found: UTF-8, lower case, UTF-16, escaped JSON, its hash."""
    found: list[bytes] = []
    for name in names:
        for text in (name.given_km, name.given_latin):
            plain = text.encode()
            found += [plain, text.lower().encode(), text.upper().encode(), text.encode("utf-16-le")]
            found += [ascii(text)[1:-1].encode(), sha256(plain).digest(), sha256(plain).hexdigest().encode()]
            found += [sha256(text.lower().encode()).digest()]
    found += indexed_forms(NAMES[0].given_km) + indexed_forms(NAMES[0].given_latin)
    return sorted(set(found))


def indexed_forms(text: str) -> list[bytes]:
    """What the candidate index makes of a name: readings and keys long enough to tell, and pairs of packed features."""
    features = sorted({feature for part in name_parts(text) for feature in part_features(part)})
    packed = array("I", features).tobytes()
    pairs = [packed[at : at + 8] for at in range(0, len(packed) - 8, 4)]
    forms = {form for part in name_parts(text) for form in (part.plain, part.folded, part.vowels, part.skeleton)}
    return [*pairs, *(form.encode() for form in forms if len(form) >= SHORTEST_FORM)]


def hits(data: bytes, wanted: Iterable[bytes]) -> list[bytes]:
    """Which needles are in the data, found in one pass: the heads of hundreds are looked for together."""
    needed = list(wanted)
    found = {needle for needle in needed if len(needle) < HEAD and needle in data}
    by_head: dict[bytes, list[bytes]] = {}
    for needle in needed:
        if len(needle) >= HEAD:
            by_head.setdefault(needle[:HEAD], []).append(needle)
    for place in re.finditer(_like_a_head(by_head), data) if by_head else ():
        at = place.start()
        found.update(needle for needle in by_head.get(data[at : at + HEAD], ()) if data.startswith(needle, at))
    return [needle for needle in needed if needle in found]


def _like_a_head(heads: Iterable[bytes]) -> bytes:
    """The pattern of every place whose bytes each stand in some head, there."""
    at_each = (b"".join(rb"\x%02x" % byte for byte in sorted(set(bytes_))) for bytes_ in zip(*heads, strict=True))
    return b"(?=" + b"".join(b"[" + one + b"]" for one in at_each) + b")"


def files_with(folder: Path, wanted: Iterable[bytes]) -> list[str]:
    """Files below a folder that hold a needle, and which; files that are the same are searched once."""
    needed = list(wanted)
    known: dict[bytes, list[bytes]] = {}
    told = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            alike = sha256(data).digest()
            known[alike] = found = known[alike] if alike in known else hits(data, needed)
            told += [f"{path.name}: {found!r}"] if found else []
    return told


def push_through_every_door(laptop: FieldLaptop, office: Id) -> dict[str, str]:
    """Sends canaries as applied, quarantined, held, homeless, early and newer changes; {what: code or 'applied'}."""
    name = NAMES[0]
    case = a_case(
        office=office,
        case_worker=laptop.worker,
        given_name_km=name.given_km,
        given_name_latin=name.given_latin,
        nickname=name.given_latin,
    )
    sent = {laptop.save(case): "case"}
    for kind, text in zip(KINDS.values(), cycle_names(), strict=False):
        sent[laptop.save(with_every_text(kind, text, home=case.record))] = f"every text of {kind.name}"
    sent |= _set_aside(laptop, case)
    answer = laptop.exchange(max_reply_bytes=8_000_000)
    codes = {one.dot: one.code for one in answer.verdicts.set_aside}
    _beyond_a_gap(laptop, case)
    return {what: codes.get(dot, "applied") for dot, what in sent.items()}


def with_every_text(kind: Kind, text: Name, *, home: Id) -> Edit:
    """A new record of `kind` with this name in every field that takes free text, valid otherwise or not."""
    values = {
        name: f"{text.given_km} {text.given_latin}"
        for name, declared in kind.fields.items()
        if isinstance(declared.type, Text)
    }
    return Edit(a_record_id(), kind.name, home, kind.to_registers(values, {}), reason=text.latin)


def cycle_names() -> Iterator[Name]:
    """The names, over and over."""
    while True:
        yield from NAMES


def _set_aside(laptop: FieldLaptop, case: Edit) -> dict[tuple[Id, int], str]:
    homeless = a_visit(home=a_record_id(), narrative=NAMES[1].km)
    code = an_edit("case", {"sex": NAMES[2].given_latin}, record=case.record)
    sent = {laptop.save(homeless): "homeless", laptop.save(code): "a name where a code belongs"}
    words = an_edit("case", {"nickname": NAMES[3].given_km}, record=case.record)
    sent[laptop.save(words)] = "held behind it"
    sent[_save_newer(laptop, case.record)] = "a code of a newer version"
    unknown = Edit(a_record_id(), "visit", case.record, {"new_field": NAMES[5].km, "visited_on": "2026-11-20"})
    sent[laptop.save(unknown)] = "an unknown register"
    return sent


def _save_newer(laptop: FieldLaptop, home: Id) -> tuple[Id, int]:
    registers = {"visited_on": "2026-11-20", "contact_type": NAMES[4].given_latin, "narrative": NAMES[4].given_km}
    change = Change(
        device=laptop.device.incarnation,
        n=laptop.device.n + 1,
        version=SCHEMA_VERSION + 7,
        record=a_record_id(),
        kind="visit",
        home=home,
        at=laptop.device.clock(),
        offset=0,
        by=laptop.worker,
        seen={},
        set=registers,
    )
    return laptop.device.append(write_body(change, salt=os.urandom(12)))


def _beyond_a_gap(laptop: FieldLaptop, case: Edit) -> None:
    laptop.save(a_visit(home=case.record, narrative=NAMES[6].km))
    held = laptop.device.n
    laptop.save(a_visit(home=case.record, narrative=NAMES[7].km))
    answer = laptop.exchange(batches=(laptop.device.batch(after=held),))
    assert answer.verdicts.waits_for


def as_sent(laptop: FieldLaptop) -> bytes:
    """Everything that was pushed, in clear: the control that the needles are right."""
    return b"".join(body if isinstance(body, bytes) else dumps(body.value.hex()) for body in laptop.device.bodies)
