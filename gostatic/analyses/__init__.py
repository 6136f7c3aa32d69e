"""What the program does to locks, groups, channels and threads: summaries, records, and the questions rules ask."""
