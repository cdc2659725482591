"""Rows in bulk are made of the models' own columns."""

import pytest
from django.db import models

from comments.models import Vote
from moderation.models import ReviewItem
from moderation.seeding.site import Tables
from moderation.seeding.tables import Missing, SeedGap, Table, default_of


def test_every_column_of_every_seeded_model_is_written():
    for table in Tables():
        assert table.names == {field.attname for field in table.model._meta.concrete_fields}


@pytest.mark.parametrize(
    ("field", "default"),
    [
        (models.IntegerField(default=3), 3),
        (models.IntegerField(null=True), None),
        (models.CharField(blank=True), ""),
        (models.JSONField(default=dict), {}),
        (models.IntegerField(), Missing),
        (models.CharField(), Missing),
        (models.DateTimeField(default=lambda: 1), Missing),
    ],
)
def test_a_column_that_comes_later_gets_its_default_if_that_is_the_same_each_time(field, default):
    assert default_of(field) == default


def test_a_column_without_a_value_is_refused_by_name():
    table = Table(ReviewItem)

    with pytest.raises(SeedGap, match=r"no value for ReviewItem\.comment_id"):
        list(table.values([{"id": 1}]))


def test_a_value_without_a_column_is_refused_by_name():
    with pytest.raises(SeedGap, match=r"Vote has no \['weight'\]"):
        list(Table(Vote).values([{"weight": 2}]))
