"""Caps the size of what a student may hand in."""

from __future__ import annotations

MAX_MODULE_BYTES = 2**20
MAX_NOTEBOOK_BYTES = 20 * 2**20
