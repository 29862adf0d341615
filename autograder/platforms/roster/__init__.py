"""Knows who is in the course, under each name that a platform gives them."""
