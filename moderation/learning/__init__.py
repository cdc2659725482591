"""Learning from a site's own decisions. Pure: numpy and the scorer, no Django; moderation/training
brings the rows."""
