"""The demo's newspaper: articles, readers and their comments, all fiction."""
