"""Reads what a course is on disk: its folders, manifests, rules and marked solutions."""
