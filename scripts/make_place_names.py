"""Makes casework/data/place_names.json.zst, the names of all places with their keys (part of `make places`).

It needs the table of places only. Run it again when reading, folding, place words or aliases change: a test says so.
"""

from pathlib import Path

from casework.place_index import rows_of, write_rows
from casework.places import load_gazetteer

ROWS = Path(__file__).parent.parent / "casework" / "data" / "place_names.json.zst"


def main() -> None:
    """Writes the rows and prints how many there are."""
    rows = rows_of(load_gazetteer())
    data = write_rows(rows)
    ROWS.write_bytes(data)
    print(f"{len(rows.text)} names, {len(data)} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
