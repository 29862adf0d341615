"""Confines and runs untrusted code."""
