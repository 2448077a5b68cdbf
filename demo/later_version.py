"""`field-client` as a later version would be, whose list of ways to meet has one code more ("radio").

The centre of today does not know that code: the record is set aside, told to its author, and nothing is lost.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace

import field_client.app as composition
from field_client.cli import run
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Choice
from shared_schema.vocabularies.code_list import Code, CodeList

NEW_CODE = "radio"


def later_kinds() -> Mapping[str, Kind]:
    """Today's kinds, but for one code more in visit.contact_type."""
    visit = KINDS["visit"]
    fields = tuple(
        replace(field, type=Choice(_with_radio(field.type.vocabulary)))
        if field.name == "contact_type" and isinstance(field.type, Choice)
        else field
        for field in visit.own_fields
    )
    return {**KINDS, "visit": replace(visit, own_fields=fields)}


def main() -> None:
    """The command line of that version."""
    composition.KINDS = later_kinds()  # type: ignore[attr-defined]
    sys.exit(run(sys.argv[1:]))


def _with_radio(known: CodeList) -> CodeList:
    return CodeList(known.name, (*known, Code(NEW_CODE, "Radio", "វិទ្យុ")))


if __name__ == "__main__":
    main()
