"""run.py as people meet it: real processes, real signals, a real terminal."""
