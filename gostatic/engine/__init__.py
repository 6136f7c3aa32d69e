"""Runs the stages and the rules: schedule, suppression, findings."""
