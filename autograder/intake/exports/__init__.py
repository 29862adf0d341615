"""Reads what each learning platform exports: one module per platform, with the source of its format."""
