"""Text that wants to be more than text, in every field that somebody else fills."""
