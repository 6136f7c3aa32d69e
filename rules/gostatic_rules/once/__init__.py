"""Rules of the once family."""
