"""Gradescope both ways: the zip that judges there, and what runs inside it."""
