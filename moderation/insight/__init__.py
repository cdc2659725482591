"""What the desk knows of itself: where it burns, one's own day, and the leads' figures."""
