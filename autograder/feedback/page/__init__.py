"""Writes the page that a student gets back: what the score is made of, what passed, what did not and why, what next."""
