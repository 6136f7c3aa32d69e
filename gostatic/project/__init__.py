"""Patterns, modules, build constraints and packages: which files a run analyses."""
