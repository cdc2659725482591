"""Copies of the whole database while the site runs, and the way back from one."""


class NotPossible(Exception):
    """Nothing was written or replaced; the words say why and what to do."""
