"""Rules of the race family."""
