"""Examines what this machine offers a sandbox, and attacks it."""
