"""Forgets one student: removes what a course holds of them, and looks for what is left."""
