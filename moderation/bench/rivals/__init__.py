"""Other comment systems, each set up as its own documents say, in processes of their own Python.

A module gets a file with threads, stores them in its own way, and takes turns; see
moderation.bench.turns. The first deeds show a thread each, in the file's order; the last one posts.
"""
