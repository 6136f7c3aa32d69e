"""Rules of the cond family."""
