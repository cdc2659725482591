"""`manage.py seed_load`: a large site of invented readers, the same for the same seed."""
