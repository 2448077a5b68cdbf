"""Figures as they are kept: to JSON and back, the same figure."""

from typing import cast

from casework.reports.figure import Cell, Figure, Goal, Middle, Place, Row, Share, Sum, Table, Told
from shared_schema.canonical import Json
from shared_schema.words.sentence import Words


def place_named(name: str) -> Place:
    """The place of a name."""
    measure, *at = name.split("|")
    return Place(measure, tuple(cast(tuple[str, str], tuple(one.split("=", 1))) for one in at))


def figure_to_json(figure: Figure) -> Json:
    """A figure as it is kept."""
    return {
        "number": figure.number,
        "version": figure.version,
        "title": _words(figure.title),
        "definition": _words(figure.definition),
        "counts": {place.name: count for place, count in figure.counts.items()},
        "sums": [[one.whole.name, [part.name for part in one.parts]] for one in figure.sums],
        "tables": [_table(one) for one in figure.tables],
    }


def figure_from_json(kept: Json) -> Figure:
    """The figure that was kept."""
    assert isinstance(kept, dict)
    return Figure(
        kept["number"],
        kept["version"],
        Words(*kept["title"]),
        Words(*kept["definition"]),
        {place_named(name): count for name, count in kept["counts"].items()},
        tuple(Sum(place_named(whole), tuple(map(place_named, parts))) for whole, parts in kept["sums"]),
        tuple(_read_table(one) for one in kept["tables"]),
    )


def _words(words: Words) -> Json:
    return [words.en, words.km]


def _table(table: Table) -> Json:
    return {
        "key": table.key,
        "title": _words(table.title),
        "columns": [_words(one) for one in table.columns],
        "rows": [[_words(row.title), [_cell(cell) for cell in row.cells], row.is_total] for row in table.rows],
    }


def _cell(cell: Cell) -> Json:
    if cell is None:
        return None
    if isinstance(cell, Place):
        return cell.name
    if isinstance(cell, Share):
        return ["share", cell.part.name, cell.whole.name]
    if isinstance(cell, Middle):
        return ["middle", cell.over.name, None if cell.value is None else str(cell.value)]
    return ["goal", cell.part.name, cell.target] if isinstance(cell, Goal) else ["told", cell.value]


def _read_table(kept: Json) -> Table:
    assert isinstance(kept, dict)
    rows = tuple(
        Row(Words(*title), tuple(_read_cell(cell) for cell in cells), total) for title, cells, total in kept["rows"]
    )
    return Table(kept["key"], Words(*kept["title"]), tuple(Words(*one) for one in kept["columns"]), rows)


def _read_cell(kept: Json) -> Cell:
    if kept is None:
        return None
    if isinstance(kept, str):
        return place_named(kept)
    assert isinstance(kept, list)
    what = kept[0]
    if what == "told":
        return Told(kept[1])
    place = place_named(kept[1])
    if what == "share":
        return Share(place, place_named(kept[2]))
    if what == "goal":
        return Goal(place, kept[2])
    return Middle(None if kept[2] is None else float(kept[2]), place)
