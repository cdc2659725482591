"""The site's own models: from decisions to labels, training, shadow, promotion and back."""
