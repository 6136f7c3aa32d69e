"""What the process tells its caller, the same for every output format."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1
FAILED = 2  # wrong usage, wrong configuration, output that cannot be written, or a bug of ours; beats FINDINGS
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class UsageError(Exception):
    """The command cannot be carried out as given; the text is one sentence for standard error, the status FAILED."""
