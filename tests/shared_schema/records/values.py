"""Random values for a field: good ones, near misses and rubbish."""

from hypothesis import strategies as st

from shared_schema.canonical import encode_bytes
from shared_schema.records.field import NON_ANSWERS, Field
from shared_schema.records.types import (
    ApproximateDate,
    Bool,
    Choice,
    Choices,
    Date,
    Document,
    Dots,
    File,
    Int,
    Phone,
    Place,
    Ref,
    Refs,
    Text,
)
from tests.builders.files import a_file_value

IDS = st.binary(min_size=16, max_size=16).map(encode_bytes)
_TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="កខគឃងចឆជញដា្ត ", max_size=12),
    st.sampled_from(
        ["x" * 120, "x" * 121, "x" * 4000, "x" * 4001, "two\nlines", "tab\t", "bell\x07", "", "end\n", "\x7f"]
    ),
)
_DAYS = st.dates().map(str)
_NEAR_DAYS = st.sampled_from(
    [
        "2026-02-29",
        "2024-02-29",
        "2026-13-01",
        "1899-12-31",
        "1900-01-01",
        "2200-12-31",
        "2201-01-01",
        "20261121",
        "2026-W01-1",
        "2026-1-1",
        "2026-11-21T00",
        "２０２６-11-21",
        "2026-11-21 ",
        "2026-11",
        "2026",
        "2026-13",
        "26",
        "0000",
    ]
)
_NUMBERS = st.one_of(
    st.integers(-3, 130),
    st.integers(),
    st.sampled_from([2**63, 2**63 - 1, -(2**63), -(2**63) - 1, 20_000_000, 20_000_001]),
)
_RUBBISH = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=4,
)
_NEAR_IDS = st.one_of(IDS, IDS.map(lambda text: text[:-1]), IDS.map(lambda text: text[:-1] + "B"), st.text(max_size=3))
_FEW_IDS = st.sampled_from([letter * 21 + "A" for letter in "ABC"])
_DOTS = st.lists(st.one_of(_NEAR_IDS, st.integers(-1, 5), st.booleans()), min_size=1, max_size=3)
_CODES = st.sampled_from(
    ["02", "0201", "020101", "02010101", "020101-abcde2", "020101-abcde22", "12", "2", "", "ab", "០២", None]
)
_PLACES = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["KH", "TH", "kh", "Cambodia", "", None, "ក"]),
        "province": _CODES,
        "district": _CODES,
        "commune": _CODES,
        "village": _CODES,
        "detail": st.one_of(_TEXTS, st.none()),
        "street": _TEXTS,
    },
)
_CHUNKS = ["c" * 42 + "A", "d" * 42 + "A"]
_THUMBNAILS = [
    a_file_value("small"),
    a_file_value("small", media_type="application/pdf"),
    a_file_value("small", key="b" * 42 + "A"),
    a_file_value("small", thumbnail=a_file_value("smaller")),
    "d",
]
_FILES = st.fixed_dictionaries(
    {
        "media_type": st.sampled_from(["image/jpeg", "application/pdf", "image/svg+xml", "", None]),
        "sha256": st.sampled_from(["a" * 42 + "A", "a" * 43]),
        "key": st.just("b" * 42 + "A"),
    },
    optional={
        "bytes": st.sampled_from([0, 1, 65_536, 65_537, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, -1, True]),
        "chunks": st.sampled_from([[], [_CHUNKS[0]], _CHUNKS, [_CHUNKS[0]] * 2, ["c"], [1], "c"]),
        "thumbnail": st.sampled_from(_THUMBNAILS),
        "other": st.just(1),
    },
)


def values_of(field: Field) -> st.SearchStrategy[object]:
    """Values for one field: of its type, nearly of its type, a non-answer offered or not, or rubbish."""
    wrong_none = st.sampled_from(
        [{"none": "whatever"}, {"none": None}, {"none": ["declined"]}, {"none": "declined", "x": 1}, {}]
    )
    non_answers = st.sampled_from(NON_ANSWERS).map(lambda code: {"none": code})
    return st.one_of(_typed(field), _typed(field), _typed(field), non_answers, wrong_none, _RUBBISH)


def _typed(field: Field) -> st.SearchStrategy[object]:
    match field.type:
        case Text():
            return _TEXTS
        case Choice(vocabulary):
            return st.one_of(st.sampled_from(sorted(vocabulary.codes)), st.sampled_from(["no_such_code", "", "Open"]))
        case Choices(vocabulary):
            some = st.lists(st.sampled_from([*sorted(vocabulary.codes), "no_such_code"]), max_size=4)
            return st.one_of(some, some.map(sorted), st.sampled_from(sorted(vocabulary.codes)).map(lambda code: [code]))
        case Date() | ApproximateDate():
            return st.one_of(_DAYS, _NEAR_DAYS)
        case Int():
            return _NUMBERS
        case Bool():
            return st.one_of(st.booleans(), st.sampled_from([0, 1, "true", "yes"]))
        case Ref():
            return _NEAR_IDS
        case Refs():
            some_ids = st.lists(_FEW_IDS, min_size=1, max_size=3)
            return st.one_of(some_ids, some_ids.map(lambda ids: sorted(set(ids))), st.lists(_NEAR_IDS, max_size=3))
        case Dots():
            some_dots = st.lists(st.tuples(_FEW_IDS, st.integers(1, 2)).map(list), min_size=1, max_size=3)
            return st.one_of(some_dots, some_dots.map(sorted), st.lists(_DOTS, max_size=3))
        case Place():
            return _PLACES
        case Phone():
            return st.sampled_from(
                ["+85512345678", "012345678", "+0123456789", "+8551234567890123456", "+855 12", "+85512345678\n"]
            )
        case Document():
            return st.one_of(st.text(max_size=8), st.just('{"version":"fitted-1"}'))
        case File():
            return _FILES
