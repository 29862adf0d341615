"""Turns `source/` into `assignments/` and `solutions/`, with a proof."""
