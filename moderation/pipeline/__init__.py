"""From a stored comment to its verdict.

bell.py says "there is work", drain.py does it, sweeper.py looks once a second in case nobody said
so, health.py tells how far behind things are. Rows are the work list: a comment with
`unjudged_since` set waits for a verdict.
"""
