"""Shows students what the checks say."""
