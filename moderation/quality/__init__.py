"""How well the desk works: what is drawn by lot, and what that says of all. Pure."""
