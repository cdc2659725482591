from datetime import UTC, datetime, timedelta

import pytest

from moderation import charts
from moderation.charts import Dot, Hour

START = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 3), (3, 3), (4, 6), (29, 30), (31, 60), (187, 240), (1000, 1200)]
)
def test_scale_ends_at_a_round_number_above_the_most(most, top):
    assert charts.nice_top(most) == top


def test_hour_chart_draws_bars_and_a_line_that_leaves_out_the_running_hour():
    hours = [Hour(START, came=3, decided=6), Hour(START + timedelta(hours=1), came=6, decided=1)]

    chart = charts.hour_chart(hours)

    assert chart.ticks == [6, 4, 2, 0]
    assert [(bar.y, bar.height, bar.is_running) for bar in chart.bars] == [
        (100.0, 100.0, False),
        (0.0, 200.0, True),
    ]
    assert chart.line == "250.0,0.0"


def test_record_has_a_bar_per_comment_oldest_first():
    assert charts.record_bars(("r", "a", "n", "r")) == [
        ("r", "M1 1h2v12h-2zM19 1h2v12h-2z"),
        ("a", "M7 9h2v4h-2z"),
        ("n", "M13 12h2v1h-2z"),
    ]


def test_spark_puts_the_newest_at_the_right_and_no_score_on_the_base():
    assert charts.spark([(0.75, "r"), (None, "n")]) == [
        Dot(x=370, y=12.0, rudeness=0.75, outcome="r"),
        Dot(x=390, y=48.0, rudeness=None, outcome="n"),
    ]
