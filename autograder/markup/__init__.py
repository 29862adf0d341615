"""Turns Markdown of strangers into HTML that a browser may be shown: nothing in it runs, and nothing is fetched."""
