"""Threads that run hot: signs, warnings, and the replay that measures them."""
