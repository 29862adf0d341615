"""Grades a class: submissions become results."""
