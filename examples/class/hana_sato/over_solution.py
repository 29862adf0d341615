"""All right, but the module trains for ever when it is imported."""
