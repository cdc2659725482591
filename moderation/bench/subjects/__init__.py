"""What is measured on databases of given sizes, a module per word of `manage.py bench`.

Each has ``subjects(rows: int) -> list[Subject]``, called in a process whose database has that many
open items, and may have ``prepare(rows: int)``, which is called once per database and may write.
"""
