"""The CPU of a pure tree-sitter parse: what any analysis that reads all files must at least spend.

Usage: ``python bench/parse_only.py FILE ...``, or NUL-separated names on standard input. Prints one JSON object with the CPU
seconds of parsing (reading the files is not counted), the number of files, bytes and lines.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Iterable


def measure(paths: Iterable[str | bytes]) -> dict[str, float]:
    """Parses each file once, dropping its tree at once, and returns the measures."""
    import tree_sitter_go
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_go.language()))
    gc.disable()
    cpu = 0.0
    files = size = lines = 0
    for path in paths:
        with open(path, "rb") as file:
            text = file.read()
        files += 1
        size += len(text)
        lines += text.count(b"\n")
        before = time.process_time()
        parser.parse(text)
        cpu += time.process_time() - before
    return {"cpu": cpu, "files": files, "bytes": size, "lines": lines}


def main() -> int:
    """Parses what is named and prints the measures."""
    paths = [os.fsencode(path) for path in sys.argv[1:]] or [
        path for path in sys.stdin.buffer.read().split(b"\0") if path
    ]
    print(json.dumps(measure(paths)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
