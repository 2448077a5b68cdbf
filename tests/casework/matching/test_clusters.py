"""Clusters of duplicates: offered as one only where every pair in it is at least possible."""

from casework.matching.clusters import find_clusters, group_of


def pair(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def test_three_records_that_are_all_alike_are_one_cluster() -> None:
    bands = {pair("a", "b"): "likely", pair("b", "c"): "likely", pair("a", "c"): "possible"}
    assert find_clusters(bands) == (frozenset("abc"),)


def test_no_chaining_through_a_record_in_the_middle() -> None:
    bands = {pair("a", "b"): "likely", pair("b", "c"): "likely", pair("a", "c"): "unlikely"}
    assert set(find_clusters(bands)) == {frozenset("ab"), frozenset("bc")}
    assert set(find_clusters({pair("a", "b"): "likely", pair("b", "c"): "likely"})) == {
        frozenset("ab"),
        frozenset("bc"),
    }


def test_a_possible_pair_alone_is_no_cluster() -> None:
    assert find_clusters({pair("a", "b"): "possible"}) == ()


def test_a_record_in_two_separate_pairs_stands_alone() -> None:
    clusters = find_clusters({pair("a", "b"): "likely", pair("b", "c"): "likely"})
    assert group_of("b", clusters) == frozenset("b") and group_of("a", clusters) == frozenset("ab")
