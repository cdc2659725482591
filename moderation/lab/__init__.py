"""Trying a policy on past comments before it is in force: the sample, the counts, the limits."""
