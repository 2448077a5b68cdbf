"""Figures as they are kept: to JSON and back, the same figure."""

from dataclasses import replace
from typing import cast

from casework.reports.figure import Cell, Figure, Goal, Middle, Place, Row, Share, Sum, Table, Told
from shared_schema.canonical import Json
from shared_schema.words.sentence import Words


class _Places(dict[str, Place]):
    """Places by name: each is read once, however many counts, sums and cells name it."""

    def __missing__(self, name: str) -> Place:
        measure, *at = name.split("|")
        place = self[name] = Place(measure, tuple([cast(tuple[str, str], tuple(one.split("=", 1))) for one in at]))
        return place


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
    places = _Places()
    told = _read(kept, places)
    counts = {places[name]: count for name, count in kept["counts"].items()}
    sums = tuple([Sum(places[whole], tuple([places[one] for one in parts])) for whole, parts in kept["sums"]])
    return replace(told, counts=counts, sums=sums)


def told_from_json(kept: Json) -> Figure:
    """What the tables of the figure tell, for a page of real counts: without the other counts and the sums, which only
    a release needs, so never to be released."""
    return _read(kept, _Places())


def _read(kept: Json, places: _Places) -> Figure:
    assert isinstance(kept, dict)
    tables = tuple([_read_table(one, places) for one in kept["tables"]])
    known = kept["counts"]
    counts = {place: known[name] for name, place in places.items() if name in known}
    return Figure(
        kept["number"], kept["version"], Words(*kept["title"]), Words(*kept["definition"]), counts, tables=tables
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


def _read_table(kept: Json, places: _Places) -> Table:
    assert isinstance(kept, dict)
    rows = tuple(
        Row(Words(*title), tuple([_read_cell(cell, places) for cell in cells]), total)
        for title, cells, total in kept["rows"]
    )
    return Table(kept["key"], Words(*kept["title"]), tuple(Words(*one) for one in kept["columns"]), rows)


def _read_cell(kept: Json, places: _Places) -> Cell:
    if kept is None:
        return None
    if isinstance(kept, str):
        return places[kept]
    assert isinstance(kept, list)
    what = kept[0]
    if what == "told":
        return Told(kept[1])
    place = places[kept[1]]
    if what == "share":
        return Share(place, places[kept[2]])
    if what == "goal":
        return Goal(place, kept[2])
    return Middle(None if kept[2] is None else float(kept[2]), place)
