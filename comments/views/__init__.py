"""The readers' pages, one file per kind of deed. Each works without JavaScript first."""
