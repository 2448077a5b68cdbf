"""What of photos is to move, decided from what is named, what is here, and what the server says: no store, no line."""

from field_client.store.chunk_names import Named
from field_client.sync.photo_plan import ALL, NONE, THUMBNAILS, Part, parts_among, parts_of, sizes_of, to_ask
from shared_schema.wire.chunks import MAX_SEALED_BYTES, PartLacks, Want, make_bitmap, part_of
from tests.builders.photos import a_photo

SMALL, FULL = ("small",), ("one", "two", "three")
ONE = Named("record", "home", SMALL, FULL, 500, 2 * MAX_SEALED_BYTES + 100)


def lacks(name: str, of: int, *numbers: int, small: bool = False) -> PartLacks:
    return PartLacks(name, small, of, make_bitmap(numbers, of=of))


def test_a_photo_that_a_hub_has_is_asked_about_at_the_centre() -> None:
    here = {*SMALL, *FULL}
    assert to_ask([ONE], whole={"record"}, here=here, choice=ALL) == []  # the hub has it
    assert to_ask([ONE], whole=set(), here=here, choice=ALL) == ["record"]  # the centre is not known to


def test_what_is_not_chosen_is_not_asked_about() -> None:
    assert to_ask([ONE], whole=set(), here=set(SMALL), choice=THUMBNAILS) == ["record"]
    assert to_ask([ONE], whole={"record"}, here=set(SMALL), choice=THUMBNAILS) == []
    assert to_ask([ONE], whole={"record"}, here=set(SMALL), choice=ALL) == ["record"]
    paper = Named("paper", "home", (), ("page",), 0, 900)
    assert to_ask([paper], whole=set(), here={"page"}, choice=THUMBNAILS) == []  # it has no small picture


def test_a_record_that_left_is_sent_and_never_fetched() -> None:
    left = Named("record", "home", SMALL, FULL, 500, 1000, is_left=True)
    assert to_ask([left], whole=set(), here=set(), choice=ALL) == []
    assert to_ask([left], whole=set(), here={"one"}, choice=ALL) == ["record"]
    assert sizes_of([left], whole=set(), here={"one"}).fetch_full.bytes == 0


def test_sizes_count_the_last_chunk_as_short_as_it_is() -> None:
    sizes = sizes_of([ONE], whole=set(), here={"one", "three"})
    assert sizes.send_full.bytes == MAX_SEALED_BYTES + 100 and sizes.fetch_full.bytes == MAX_SEALED_BYTES
    assert (sizes.send_small.photos, sizes.fetch_small.photos, sizes.fetch_small.bytes) == (0, 1, 500)
    assert sizes.of(NONE).bytes == 0 and sizes.of(THUMBNAILS).bytes == 500
    assert sizes.of(ALL).bytes == 500 + 2 * MAX_SEALED_BYTES + 100


def test_only_runs_that_lack_here_and_are_there_are_fetched() -> None:
    chunks = tuple("abcdefgh")
    part = Part("record", "a", False, chunks, 8 * MAX_SEALED_BYTES, lacks=(6,))
    wants = list(part.wants({"a", "d"}))
    assert wants == [Want("record", "a", 1, 3), Want("record", "a", 4, 6), Want("record", "a", 7, 8)]
    assert list(part.wants(set("abcdefh"))) == []  # the one that lacks here lacks there too


def test_parts_are_known_by_their_first_chunk() -> None:
    told = [lacks("small", 1, small=True), lacks("one", 3, 1)]
    small, full = parts_of(ONE, told) or []
    assert (small.is_thumbnail, small.lacks, full.lacks, full.bytes_of([2])) == (True, (), (1,), 100)
    assert parts_of(ONE, told[:1]) is None and parts_of(ONE, [*told, lacks("other", 2)]) is None


def test_two_versions_of_a_file_are_told_apart_by_their_contents() -> None:
    first, second = a_photo("first"), a_photo("second")
    contents = [each for one in (first, second) for each in (one.value, one.value.thumbnail) if each is not None]
    told = [lacks(part_of(each), len(each.chunks), 0) for each in contents]
    found = parts_among("record", contents, [*told, lacks("unknown", 1)])
    assert {part.chunks for part in found} == {each.chunks for each in contents}
    assert next(part.total for part in found) == sum(map(len, first.full))
