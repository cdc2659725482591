"""The desk's part in erasing, exporting and clearing away what is known of people."""
