"""The words of the command line: commands, their actions, formats. Light, so that --help and --version are."""

from __future__ import annotations

COMMANDS = {
    "check": "find concurrency hazards in packages",
    "explain": "print the page of a rule",
    "rules": "list the rules",
    "files": "list the files a check would analyse",
    "graph": "show who calls whom, and how the callees were found",
    "baseline": "write down today's findings, so that checks report only further ones",
    "merge": "make one report of those of several runs",
    "config": "show, verify, find or start a configuration file",
    "cache": "show or remove what is kept between runs",
    "completion": "print a completion script for bash, zsh or fish",
    "man": "print the manual page",
}
BASELINE_ACTIONS = {
    "create": "write a baseline of what is found now",
    "update": "write it anew: what is found now, and what was not looked at",
    "prune": "take out the entries that no longer occur, add none",
}
CACHE_ACTIONS = {
    "status": "print the folder and what it holds",
    "clean": "remove all that gostatic keeps there",
}
CONFIG_ACTIONS = {
    "show": "print the configuration that holds here",
    "verify": "check the configuration file",
    "path": "print where it is",
    "schema": "print its JSON schema",
    "init": "write a first one, every key in it as a comment",
}
# Said again here so that --help need not import the reporters; a test compares.
FORMATS = (
    "text",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "checkstyle",
    "junit",
    "rdjson",
    "markdown",
    "vet",
)
GRAPH_FORMATS = ("text", "dot", "mermaid")
LEVELS = ("error", "warning", "note")
SHELLS = ("bash", "zsh", "fish")

OVERVIEW = f"""usage: gostatic COMMAND [OPTION ...] [ARGUMENT ...]

Finds concurrency hazards in Go source: deadlocks, leaked goroutines, misused locks, WaitGroups, channels, contexts.

commands:
{chr(10).join(f"  {name:<10} {what}" for name, what in COMMANDS.items())}

options:
  --help     print this text; `gostatic COMMAND --help` tells a command's options
  --version  print the version

exit status: 0 no findings, 1 findings, 2 wrong usage or an internal error
"""
