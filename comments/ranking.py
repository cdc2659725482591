"""The order "best first"."""

from math import sqrt

Z = 1.281551565545  # 80 % confidence: young comments with few votes may still rise


def rank(ups: int, downs: int) -> float:
    """Lower bound of the Wilson score interval of the share of up-votes, in [0, 1].

    0 with no up-vote. Wilson, E. B. (1927), JASA 22, 209-212. It rewards many votes over few of
    the same share.
    """
    if ups == 0:  # Exactly: rounding would rank 19 down-votes above no vote.
        return 0.0
    votes = ups + downs
    share = ups / votes
    middle = share + Z * Z / (2 * votes)
    spread = Z * sqrt((share * (1 - share) + Z * Z / (4 * votes)) / votes)
    return max(0.0, (middle - spread) / (1 + Z * Z / votes))
