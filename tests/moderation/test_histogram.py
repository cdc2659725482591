from moderation.histogram import EDGES, HEIGHT, Limit, histogram


def test_bars_are_as_tall_as_their_share_of_the_tallest():
    amounts = [0] * 20
    amounts[0], amounts[3] = 8, 4

    steps = histogram(amounts, low=0.0, high=0.2).steps

    assert [(s.y, s.height) for s in steps[:4]] == [
        (0.0, HEIGHT),
        (HEIGHT, 0.0),
        (HEIGHT, 0.0),
        (HEIGHT / 2, HEIGHT / 2),
    ]
    assert [(s.low, s.high, s.x) for s in (steps[0], steps[-1])] == [
        (0.0, 0.05, 3.0),
        (0.95, 1.0, 953.0),
    ]


def test_only_bars_wholly_in_the_range_are_filled():
    steps = histogram([1] * 20, low=0.05, high=0.17).steps

    assert [number for number, step in enumerate(steps) if step.inside] == [1, 2]
    assert histogram([1] * 20, low=0.05, high=0.17).frame == (50.0, 120.0)


def test_a_range_that_is_empty_or_turned_round_has_no_width():
    assert histogram([1] * 20, low=0.5, high=0.5).frame == (500.0, 0.0)
    assert histogram([1] * 20, low=0.5, high=0.2).frame == (500.0, 0.0)
    assert not any(step.inside for step in histogram([1] * 20, low=0.5, high=0.2).steps)


def test_nothing_to_draw_is_drawn_flat():
    chart = histogram([0] * 20, low=0.0, high=1.0, limits=[Limit("hold", 0.7)])

    assert {step.height for step in chart.steps} == {0.0}
    assert [limit.x for limit in chart.limits] == [700.0]


def test_edges_are_the_numbers_that_people_type():
    typed = [float(f"{step * 5 / 100:.2f}") for step in range(21)]

    assert typed == EDGES


def test_pressing_a_bar_chooses_it_alone_and_one_outside_extends_the_range():
    steps = histogram([1] * 20, low=0.5, high=0.7).steps

    assert [(step.pick, step.extends) for step in steps[8:11]] == [
        ((0.4, 0.7), True),
        ((0.45, 0.7), True),
        ((0.5, 0.55), False),
    ]
    assert [(step.pick, step.extends) for step in steps[13:15]] == [
        ((0.65, 0.7), False),
        ((0.5, 0.75), True),
    ]


def test_a_bar_beside_a_range_within_one_step_extends_it_to_whole_steps():
    steps = histogram([1] * 20, low=0.51, high=0.53).steps

    assert [step.pick for step in steps[9:12]] == [(0.45, 0.53), (0.5, 0.55), (0.51, 0.6)]


def test_without_a_range_every_bar_chooses_itself():
    steps = histogram([1] * 20, low=0.5, high=0.2).steps

    assert [step.pick for step in steps] == [(step.low, step.high) for step in steps]
