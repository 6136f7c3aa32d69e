"""What library calls mean, as data: callee to effects. The only place that knows a library's functions by name."""
