"""Submissions that try to forge, to learn or to break; `run.py` hands them in by the public commands."""
