"""Which scorer is live: the policy in force names the site's model, or none for the shipped one.

Asked with every batch, so that a worker has a new model with its next batch, without a restart.
"""

import logging
from functools import lru_cache

from moderation import scoring
from moderation.learning import files
from moderation.models import PolicyVersion, SiteModel
from moderation.scoring import ModelFileError
from moderation.scoring import model as shipped
from moderation.scoring.scorer import Scorer

logger = logging.getLogger(__name__)


def scorer() -> Scorer | None:
    """The site's live model; None where the shipped scorer is live, or the model cannot be used."""
    versions = PolicyVersion.objects.order_by("-pk")
    number, digest = versions.values_list("site_model", "site_model__sha256").first() or (None, "")
    if number is None:
        return None
    try:
        return of(number, digest)
    except ModelFileError as error:  # Comments must be judged all the same.
        logger.error("the live site model cannot be used, the shipped scorer is: %s", error)
        return None


def name() -> str:
    """name@version of what is live. Raises ModelFileError."""
    found = scorer()
    return found.name if found else scoring.scorer_name()


@lru_cache(maxsize=2)  # The live one and the one in the shadow; some 20 MB each.
def of(number: int, digest: str) -> Scorer:
    """The scorer of a site model with these weights. Raises ModelFileError."""
    row = SiteModel.objects.only("scorer", "general", "weights").get(pk=number)
    weights = files.unpack(
        bytes(row.weights), scorer=row.scorer, general=row.general, expected=digest
    )
    general = shipped.load(scoring.WEIGHTS)
    if general.scorer != row.general:
        raise ModelFileError(f"{row.scorer} was trained beside {row.general}, not {general.scorer}")
    found = Scorer(general, site=weights)
    found.warm()
    return found
