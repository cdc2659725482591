"""The pages of the moderators' desk, split by deed."""
