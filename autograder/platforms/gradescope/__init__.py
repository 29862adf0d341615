"""Connects Gradescope: the zip that judges there, and what runs inside it."""
