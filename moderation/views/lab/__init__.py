"""The policy lab: drafts, what they would do, shadow, limits from goals, and the way into force."""
