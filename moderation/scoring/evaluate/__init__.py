"""Measures a scorer: accuracy, disguises, fairness, kinds of speech, explanations, speed."""
