"""What is known of people: addresses that nobody can read, taking one's data along, leaving for
good, and clearing away what was kept long enough. See docs/privacy.md."""
