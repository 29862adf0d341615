"""Tells an instructor what a whole class did: how hard each check was, what went wrong alike, who needs a look."""
