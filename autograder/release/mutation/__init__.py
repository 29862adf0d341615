"""Makes mutants of solutions by itself, and finds out which of them no check notices."""
