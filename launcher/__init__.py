"""What `python3 run.py` does. Standard library only: it runs before anything is installed."""
