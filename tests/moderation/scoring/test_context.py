"""A rude word that is denied, quoted or said of oneself weighs less than one that is thrown."""

import pytest

from moderation.scoring import score


@pytest.mark.parametrize(
    ("excused", "thrown"),
    [
        ("He is not an idiot at all.", "He is an idiot after all."),
        ("I am such an idiot today.", "You are such an idiot today."),
        ('He called me "an idiot" yesterday.', "He called me, an idiot, yesterday."),
        ("I never said you were a moron.", "I always said you were a moron."),
        ("They aren't cowards, I think.", "They are cowards, I think."),
    ],
)
def test_excused_word_scores_lower_than_the_same_word_thrown(excused, thrown):
    low, high = score([excused, thrown])

    assert low.rudeness < high.rudeness


def test_word_that_is_also_thrown_gets_no_discount():
    text = "I am not an idiot, you are an idiot."
    [both] = score([text])

    assert both.rudeness >= 0.7


def test_whole_comment_in_quotes_can_still_be_held():
    [result] = score(['"Shut up, you stupid fucking moron"'])

    assert result.rudeness >= 0.7
