"""``gostatic merge``: the findings of several runs as one, in any format.

The runs are shards of one check (``--shard i/n``), or checks of the same tree for other systems or tags. Each is given as
the JSON that the run wrote; the tree is there too, for the source lines that the formats show. A report is input like any
other: what it says of places is believed only inside the tree.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.cli.exits import UsageError
from gostatic.engine.finding import Finding, RunResult
from gostatic.rule import Diagnostic, Precision, Profile, Rule, Severity, Step

FORMAT_VERSION = 1  # of the JSON that is read
MAX_BYTES = 512 * 1024 * 1024


def merge(words: Sequence[str]) -> int:
    """``gostatic merge FILE...``: reads, merges, writes; the exit status is that of a check with these findings."""
    from gostatic.cli.arguments import parse_merge
    from gostatic.cli.check import finish, require_folder
    from gostatic.cli.packs import catalogue_or_usage_error
    from gostatic.cli.source import configuration, working_folder

    files, arguments = parse_merge(words)
    cwd = working_folder()
    for output in arguments.outputs:
        require_folder(output, cwd)
    settings = configuration(arguments.source.config, arguments.source.isolated, cwd)
    known = catalogue_or_usage_error(settings.rule_packs)
    rules = {rule.id: rule for rule in known.rules(tuple(known.ids()))}
    result = merged([(file, _document(os.path.join(cwd, file), file)) for file in files], rules, _root(cwd))
    return finish(arguments, result, cwd, known, settings.unused_suppressions)


def merged(documents: Sequence[tuple[str, dict[str, Any]]], rules: dict[str, Rule], root: str) -> RunResult:
    """The runs as one: equal findings once, in the order of their places, ids made unique again. Raises ``UsageError``."""
    shards = [document.get("shard") for _, document in documents]
    _check_shards(shards)
    read = _reader(root)
    found: dict[tuple[Any, ...], Finding] = {}
    problems: set[Problem] = set()
    used = dict(rules)
    for name, document in documents:
        try:
            for entry in document["findings"]:
                finding = _finding(entry, used, read)
                span, message = finding.diagnostic.span, finding.diagnostic.message
                key = (span, finding.rule.id, message)
                kept = found.get(key)
                if kept is None or (kept.suppressed is not None and finding.suppressed is None):
                    found[key] = finding
            problems.update(
                Problem(ProblemKind(each["kind"]), str(each["path"]), int(each["line"]), str(each["message"]))
                for each in document["problems"]
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise UsageError(f"{name}: is not what gostatic check --format json writes") from None
    ordered = [found[key] for key in sorted(found)]
    counts = [int(document.get("files", 0)) for _, document in documents]
    return RunResult(
        findings=tuple(_numbered(ordered)),
        problems=tuple(sorted(problems, key=lambda each: (each.file, each.line, each.kind.value, each.message))),
        rules=tuple(used.values()),
        root=root,
        files=sum(counts) if shards[0] else max(counts),
        read=read,
    )


def _check_shards(shards: Sequence[Any]) -> None:
    """Of a check in shards every one must be there, and once."""
    if not any(shards):
        return
    counts = {str(shard).partition("/")[2] for shard in shards}
    wanted = sorted(f"{index}/{counts_}" for counts_ in counts for index in range(1, _number(counts_) + 1))
    if len(counts) != 1 or sorted(str(shard) for shard in shards) != wanted:
        said = ", ".join(str(shard or "none") for shard in shards)
        raise UsageError(f"these are not all the shards of one check, each once: {said}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _document(path: str, shown: str) -> dict[str, Any]:
    import json

    try:
        with open(path, "rb") as file:
            document = json.loads(file.read(MAX_BYTES))
    except OSError as error:
        raise UsageError(f"cannot read {shown}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{shown}: is no JSON") from None
    if not isinstance(document, dict) or document.get("version") != FORMAT_VERSION:
        raise UsageError(f"{shown}: is not version {FORMAT_VERSION} of what gostatic check --format json writes")
    return document


def _root(cwd: str) -> str:
    from gostatic.project.places import find_root

    return find_root(cwd, [])


def _reader(root: str) -> Callable[[str], bytes]:
    """Reads files of the tree by run path, each once; what lies outside or is no regular file is not there."""
    known: dict[str, bytes] = {}
    real = os.path.realpath(root)

    def read(path: str) -> bytes:
        if path not in known:
            place = os.path.realpath(os.path.join(real, path))
            if os.path.commonpath((real, place)) != real or not os.path.isfile(place):
                raise FileNotFoundError(path)
            with open(place, "rb") as file:
                known[path] = file.read()
        return known[path]

    return read


def _finding(entry: dict[str, Any], rules: dict[str, Rule], read: Callable[[str], bytes]) -> Finding:
    rule = rules.get(entry["rule"])
    severity, precision = Severity(entry["severity"]), Precision(entry["precision"])
    if rule is None:  # of a pack that is not installed here
        rule = Rule(str(entry["rule"]), "", str(entry["rule"]), severity, precision, lambda results: iter(()))
        rules[rule.id] = rule
    witness = tuple(
        Step(_span(step, read), str(step["text"]), int(step["goroutine"]), str(step["kind"]), int(step["depth"]))
        for step in entry["witness"]
    )
    diagnostic = Diagnostic(
        _span(entry, read),
        str(entry["message"]),
        witness,
        tuple(str(each) for each in entry["symbols"]),
        Profile(entry["profile"]),
        tuple(str(each) for each in entry["goroutines"]),
    )
    suppressed = None if entry["suppressed"] is None else str(entry["suppressed"])
    by = str(entry.get("suppressed_by") or "comment")
    package, function = str(entry["package"]), str(entry["function"])
    return Finding(str(entry["id"]), rule, diagnostic, severity, package, function, suppressed, by)


def _span(place: dict[str, Any], read: Callable[[str], bytes]) -> Span:
    """Lines and columns back to offsets, clipped to the file."""
    path = str(place["path"])
    try:
        text = read(path)
    except (OSError, ValueError):
        text = b""
    start = _offset(text, int(place["line"]), int(place["column"]))
    return Span(path, start, max(start, _offset(text, int(place["end_line"]), int(place["end_column"]))))


def _offset(text: bytes, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        end = text.find(b"\n", at)
        if end < 0:
            break
        at = end + 1
    return min(at + max(column, 1) - 1, len(text))


def _numbered(findings: Sequence[Finding]) -> list[Finding]:
    """Ids of other runs' findings may be the same: counted again in the order of places."""
    counts: dict[str, int] = {}
    numbered = []
    for finding in findings:
        base = finding.id.partition("-")[0]
        counts[base] = count = counts.get(base, 0) + 1
        numbered.append(replace(finding, id=base if count == 1 else f"{base}-{count}"))
    return numbered
