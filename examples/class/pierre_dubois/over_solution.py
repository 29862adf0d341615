"""All right, saved by a Windows editor: a byte-order mark in front, CR LF at the ends of lines."""
