"""The stubs as they were given."""
