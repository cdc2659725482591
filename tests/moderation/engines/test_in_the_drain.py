"""The engine's word in the rows: who scored, and what becomes of a comment when it fails."""

import pytest

from comments.models import Comment, Status
from moderation import scoring
from moderation.models import Decision, Score
from moderation.pipeline import drain
from tests.factories import make_comment
from tests.moderation.engines.conftest import CIVIL, KEY, RUDE
from tests.moderation.engines.test_services import use

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_linger(monkeypatch):
    monkeypatch.setattr(drain, "LINGER", 0)


def scorers():
    return set(Score.objects.values_list("scorer", flat=True))


def test_scores_and_decisions_name_the_service_and_keep_the_local_marks(service, settings):
    use(service, settings, "perspective")
    rude = make_comment(RUDE, status=Status.PENDING)
    make_comment(CIVIL, status=Status.PENDING)

    drain.judge_waiting()

    assert scorers() == {"perspective@v1alpha1"}
    assert set(Decision.objects.values_list("scorer", flat=True)) == {"perspective@v1alpha1"}
    score = Score.objects.get(comment=rude)
    assert score.rudeness == 0.75
    assert score.spans == [list(span) for span in scoring.score([RUDE])[0].spans]


def test_a_failing_service_costs_no_try_and_the_rows_name_the_local_scorer(service, settings):
    use(service, settings, "openai")
    service.answer = lambda handler, body: handler.send(b"", 500)
    make_comment(RUDE, status=Status.PENDING)

    drain.judge_waiting()

    assert scorers() == {scoring.scorer_name()}
    assert len(service.requests) == 1
    assert Comment.objects.unjudged().count() == 0
    assert list(Comment.objects.values_list("last_error", flat=True)) == [""]
    assert KEY not in str(list(Score.objects.values()))
