"""Values every layer shares: source spans, problems, small graph routines."""
