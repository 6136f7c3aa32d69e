"""The command line: arguments -> options -> engine -> report. The only place that prints or exits."""
