"""A question whose text is made once: what every page asks then costs the driver its values, and no compiling.

The lengths of its lists belong to the text, which has a place for each value: whoever keeps a `Ready` keeps one for
each of `lengths_of`. Values still go apart from the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Row
from sqlalchemy.sql.selectable import SelectBase

Lengths: TypeAlias = tuple[tuple[str, int], ...]
_ONE_VALUE = -1


@dataclass(frozen=True, slots=True)
class Ready:
    """`places` = (name in the text, the fact that stands there, which one of a list or -1), without a fact where a
    constant of the question stands. `is_in_order`: the driver takes values by their order, else by name."""

    text: str
    places: tuple[tuple[str, str, int], ...]
    constants: Mapping[str, Any]
    is_in_order: bool

    def ask(self, connection: Connection, facts: Mapping[str, Any]) -> Row[Any]:
        """The one row of the answer."""
        return connection.exec_driver_sql(self.text, self._values(facts)).one()

    def _values(self, facts: Mapping[str, Any]) -> Any:
        values = [
            self.constants[name] if not fact else facts[fact] if at == _ONE_VALUE else facts[fact][at]
            for name, fact, at in self.places
        ]
        if self.is_in_order:
            return tuple(values)
        return {name: value for (name, _fact, _at), value in zip(self.places, values, strict=True)}


def lengths_of(facts: Mapping[str, Any]) -> Lengths:
    """Of each fact its length where it is a list, else -1."""
    return tuple((name, len(value) if isinstance(value, list) else _ONE_VALUE) for name, value in facts.items())


def make_ready(query: SelectBase, dialect: Dialect, lengths: Lengths) -> Ready:
    """The text of a question for facts of these lengths; expanding parameters become a place for each value."""
    facts = {name: None if length == _ONE_VALUE else [None] * length for name, length in lengths}
    made = query.compile(dialect=dialect).construct_expanded_state(facts)
    listed = {name: (fact, at) for fact, names in made.parameter_expansion.items() for at, name in enumerate(names)}
    names = made.parameters if made.positiontup is None else made.positiontup
    places = tuple((name, *listed.get(name, (name if name in facts else "", _ONE_VALUE))) for name in names)
    constants = {name: made.parameters[name] for name, fact, _at in places if not fact}
    return Ready(made.statement, places, constants, made.positiontup is not None)
