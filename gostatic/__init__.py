"""gostatic: a static analyzer that finds concurrency hazards in Go source."""

__version__ = "0.1.0"
