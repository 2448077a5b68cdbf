"""The dictionary of `homeward-zstd` that ships with the program; entry points read it and hand it to `Codings`.

A released dictionary never changes, for both sides must hold the same bytes; a new schema version brings its own.
"""

from importlib import resources

SCHEMA_VERSION = 1


def read_dictionary(version: int = SCHEMA_VERSION) -> bytes:
    """The dictionary of a schema version. Raises FileNotFoundError where there is none."""
    return resources.files("shared_schema.wire.dictionaries").joinpath(f"v{version}.dict").read_bytes()
