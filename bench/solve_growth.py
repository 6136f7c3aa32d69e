"""How the work of the path simulation grows with a program: counted in functions and blocks, not in seconds.

Usage: ``python bench/solve_growth.py FOLDER``, a module of at least a million lines such as the Go distribution's ``src``. Takes
packages of it, in an order that mixes large and small ones and is the same in every run, up to a quarter, half and whole of a
million lines, then all, and prints one JSON object per line: the lines, the functions lowered, how many simulations they took
(a function of a recursive group takes several), the blocks gone through in all states, both per function and per thousand lines,
and the groups that did not settle. The work grows linearly when what one function takes stays where it is; how many functions
a thousand lines have to be looked at depends on which packages they are.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys

SIZES = (250_000, 500_000, 1_000_000, sys.maxsize)


def main() -> int:
    """Measures the packages below the folder that the command line names."""
    from gostatic.analyses.results import Results
    from gostatic.callgraph.program import build
    from gostatic.project.load import load
    from gostatic.project.workspace import BuildContext, Package
    from gostatic.types.universe import Types

    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        print(__doc__, file=sys.stderr)
        return 2
    gc.disable()
    workspace = load(("./...",), BuildContext(goos="linux", goarch="amd64", tags=(), tests=True), sys.argv[1])
    ordered = sorted(workspace.packages, key=lambda package: hashlib.sha256(package.import_path.encode()).digest())
    texts = {file.path: file.text for package in ordered for file in package.files}
    done = 0
    for size in SIZES:
        chosen: list[Package] = []
        lines = 0
        for package in ordered:
            if lines >= size:
                break
            chosen.append(package)
            lines += sum(file.text.count(b"\n") for file in package.files)
        if lines == done:
            break
        done = lines
        program = build(Types(workspace.find), chosen, False)
        results = Results(program, lambda path: texts.get(path, b""))
        events = results.events
        print(
            json.dumps(
                {
                    "lines": lines,
                    "functions": len(program.functions),
                    "simulated": events.simulated,
                    "blocks": events.visited,
                    "simulated_per_function": round(events.simulated / max(len(program.functions), 1), 3),
                    "blocks_per_function": round(events.visited / max(len(program.functions), 1), 2),
                    "simulated_per_kloc": round(1000 * events.simulated / max(lines, 1), 2),
                    "blocks_per_kloc": round(1000 * events.visited / max(lines, 1), 2),
                    "unsettled": sum("do not settle" in problem.message for problem in program.problems),
                }
            ),
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
