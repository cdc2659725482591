"""Proof that the tests guard the controls: each control is taken away, and a test must go red."""
