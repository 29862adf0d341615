"""Holds what a check author uses, and makes what one check says."""
