import pytest

from moderation.quality.agreement import about, alpha, kappa, with_interval


def pairs(table: dict) -> list:
    return [pair for pair, count in table.items() for _ in range(count)]


# 50 proposals, two readers: both yes 20, yes/no 5, no/yes 10, both no 15.
GRANTS = pairs({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", sections A and B: two readers.
KRIPPENDORFF_A = list(zip("0100000000", "1110010010", strict=True))
KRIPPENDORFF_B = list(zip("aabbdcccedda", "babbbccceddd", strict=True))


def test_kappa_of_the_textbook_grants():
    """Observed .70, expected .50, so .40."""
    assert kappa(GRANTS) == pytest.approx(0.40)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # Both tables agree in 60 of 100 and differ in their margins.
        ({("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}, 0.1304),
        ({("y", "y"): 25, ("y", "n"): 35, ("n", "y"): 5, ("n", "n"): 35}, 0.2593),
    ],
)
def test_kappa_depends_on_the_readers_margins(table, expected):
    assert round(kappa(pairs(table)), 4) == expected


@pytest.mark.parametrize(
    ("readings", "expected"), [(KRIPPENDORFF_A, 0.095), (KRIPPENDORFF_B, 0.692)]
)
def test_alpha_of_krippendorffs_examples(readings, expected):
    assert round(alpha(readings), 3) == expected


def test_alpha_by_hand_for_three_codes():
    """Values: a 3, b 3, c 2 of 8; two of four pairs differ. D_o = 1/2,
    D_e = (64 - 9 - 9 - 4) / (8 * 7) = 3/4, so 1 - 2/3."""
    found = alpha([("a", "a"), ("b", "b"), ("a", "c"), ("b", "c")])

    assert found == pytest.approx(1 / 3)


@pytest.mark.parametrize("coefficient", [kappa, alpha])
def test_perfect_agreement_is_one(coefficient):
    assert coefficient([("y", "y"), ("n", "n"), ("y", "y")]) == 1


@pytest.mark.parametrize("coefficient", [kappa, alpha])
@pytest.mark.parametrize("given", [[], [("y", "y")] * 5])
def test_where_only_one_code_was_given_there_is_nothing_to_agree_on(coefficient, given):
    assert coefficient(given) is None


@pytest.mark.parametrize("coefficient", [kappa, alpha])
def test_the_interval_is_the_same_each_time_and_holds_the_value(coefficient):
    found = with_interval(GRANTS, coefficient)

    assert found == with_interval(GRANTS, coefficient)
    assert found.low < found.value < found.high
    assert [found.pairs, found.same] == [50, 35]


def test_more_pairs_make_the_interval_narrower():
    few, many = with_interval(GRANTS, kappa), with_interval(GRANTS * 10, kappa)

    assert many.high - many.low < (few.high - few.low) / 2


def test_one_code_alone_is_asked_as_given_or_not():
    assert about([("a", "b"), ("a", "a")], "a") == [(True, False), (True, True)]
