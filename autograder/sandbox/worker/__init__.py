"""All that runs in the process with the student's code: the standard library and NumPy only, nothing of the judge's.

The folder is copied by name into the sandbox, so its modules import each other relatively and nothing else of the kit.
"""
