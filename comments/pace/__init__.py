"""How often people may post, vote, report, sign up and log in.

A view calls `admit` before the deed. It costs one round trip to Redis, whatever the number of
limits, and nothing is counted when one of them says no.
"""

from comments.pace.admission import admit
from comments.pace.refusal import TooFast

__all__ = ["TooFast", "admit"]
