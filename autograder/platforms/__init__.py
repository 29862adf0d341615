"""Knows other systems: the formats they read, and the ways they work."""
