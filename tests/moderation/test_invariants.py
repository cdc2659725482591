"""What is true after any deed, whatever came before it.

The same orders of deeds in every run, drawn from SEED. For a night of others, each run anew:
``run.py test tests/moderation/test_invariants.py --hypothesis-profile=thorough``. The seed is
told with what failed; ``--hypothesis-seed`` tries it again.
"""

import random

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, core, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from comments.models import ModerationMode
from moderation import roles, scoring
from moderation.pipeline import drain
from moderation.scoring import ScoreResult
from tests.factories import ArticleFactory, UserFactory, make_staff, set_policy
from tests.moderation.invariants.machine import START, Newsroom

pytestmark = pytest.mark.django_db

SEED = 20_260_302
# A step is some twenty statements: the machine's own deadlines would measure the database.
QUICK = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    database=None,
    # A failure is told as it was found: to shrink it takes minutes.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
THOROUGH = settings(
    QUICK, max_examples=1_000, stateful_step_count=60, phases=[Phase.generate, Phase.shrink]
)
settings.register_profile("thorough", THOROUGH)


def score(texts):
    """Rude when the text says so; and one that cannot be scored takes its batch along."""
    if any("BROKEN" in text for text in texts):
        raise ValueError("cannot read this")
    return [ScoreResult(0.9 if "RUDE" in text else 0.1, {}, [], scorer="fake@1") for text in texts]


@pytest.fixture
def newsroom(monkeypatch):
    """Four readers, two moderators and, last, a lead; one article for each moderation mode."""
    monkeypatch.setattr(drain, "LINGER", 0)
    monkeypatch.setattr(scoring, "score", score)
    with time_machine.travel(START, tick=False):
        UserFactory.create_batch(4)
        for role in (roles.MODERATOR, roles.MODERATOR, roles.LEAD):
            make_staff(role)
        for mode in ModerationMode.values:
            ArticleFactory(moderation_mode=mode)
        set_policy(banned_words="BANNED")


def test_no_order_of_deeds_breaks_a_rule(newsroom):
    thorough = settings.get_current_profile_name() == "thorough"
    chosen = core.global_force_seed
    if chosen is None:
        chosen = random.randrange(2**32) if thorough else SEED

    try:
        run_state_machine_as_test(seed(chosen)(Newsroom), settings=THOROUGH if thorough else QUICK)
    except Exception as error:
        error.add_note(f"The same again: --hypothesis-seed={chosen}")
        raise
