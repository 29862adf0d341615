"""Judges a class on the machines of a Dask cluster: a pool like the local one."""
