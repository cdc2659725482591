"""The hash chain over what is append-only, by which any later change shows."""
