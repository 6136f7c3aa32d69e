"""Rules of the scheduler family."""
