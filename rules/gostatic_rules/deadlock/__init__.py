"""Rules of the deadlock family."""
