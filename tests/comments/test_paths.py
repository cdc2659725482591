"""Paths: reading order out of plain string order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.paths import MAX_PARTS, PART, ancestor_ids, child_path, encode, subtree_end

ids = st.integers(0, 2**53 - 1)


@st.composite
def trees(draw):
    """Parent of each comment by position (None for the top level), and strictly growing ids."""
    size = draw(st.integers(1, 40))
    parents = [
        draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None
        for place in range(size)
    ]
    numbers = sorted(draw(st.sets(ids, min_size=size, max_size=size)))
    return parents, numbers


def paths_of(parents, numbers):
    paths = []
    for parent, number in zip(parents, numbers, strict=True):
        paths.append(child_path("" if parent is None else paths[parent], number))
    return paths


def depth_first(parents):
    """Positions in reading order, by plain recursion: the oracle."""

    def below(above):
        for place, parent in enumerate(parents):
            if parent == above:
                yield place
                yield from below(place)

    return list(below(None))


@given(trees())
def test_sorted_paths_are_in_reading_order_whatever_the_tree(tree):
    parents, numbers = tree
    paths = paths_of(parents, numbers)

    places = sorted(range(len(paths)), key=paths.__getitem__)

    assert places == depth_first(parents)


@given(trees())
def test_ancestor_ids_are_the_ids_above_outermost_first(tree):
    parents, numbers = tree

    for place, path in enumerate(paths_of(parents, numbers)):
        above, at = [], parents[place]
        while at is not None:
            above.insert(0, numbers[at])
            at = parents[at]
        assert ancestor_ids(path) == above


@given(trees())
def test_subtree_is_what_lies_between_a_path_and_its_end(tree):
    parents, numbers = tree
    paths = paths_of(parents, numbers)

    for top in paths:
        between = {path for path in paths if top <= path <= subtree_end(top)}
        assert between == {path for path in paths if path.startswith(top)}


@given(ids)
def test_encode_can_be_read_back(number):
    code = encode(number)

    assert len(code) == PART
    assert int(code, 36) == number


@given(ids, ids)
def test_encoded_numbers_sort_as_the_numbers(one, other):
    assert (encode(one) < encode(other)) == (one < other)


def test_encode_example():
    assert encode(35) == "0000000000z"
    assert encode(36) == "00000000010"


@pytest.mark.parametrize("number", [-1, 36**11])
def test_encode_refuses_what_does_not_fit(number):
    with pytest.raises(ValueError, match=f"^{number} does not fit in 11 base-36 digits$"):
        encode(number)


def test_encode_takes_the_largest_that_fits():
    assert encode(36**11 - 1) == "z" * 11


def test_top_level_path_is_the_own_id_and_has_no_ancestors():
    assert child_path("", 7) == encode(7)
    assert ancestor_ids(encode(7)) == []


def chain(length):
    path, paths = "", []
    for number in range(length):
        path = child_path(path, number)
        paths.append(path)
    return paths


def test_a_chain_of_ten_thousand_answers_stays_in_order_and_below_the_cap():
    paths = chain(10_000)

    assert paths == sorted(set(paths))
    assert max(map(len, paths)) == MAX_PARTS * PART


def test_beyond_the_cap_answers_are_siblings_of_the_ancestor_at_the_cap():
    paths = chain(MAX_PARTS + 3)

    assert [path[:-PART] for path in paths[MAX_PARTS:]] == [paths[MAX_PARTS - 2]] * 3
    assert ancestor_ids(paths[-1]) == list(range(MAX_PARTS - 1))


def test_the_longest_path_fits_an_index_row_of_postgresql():
    article_id = 8  # bytes, the other column of the index

    assert MAX_PARTS * PART + article_id < 2_704
