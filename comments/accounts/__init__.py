"""Logging in and staying logged in: what we change in allauth, and what it does not have."""
