"""Validate SARIF logs with Microsoft's multitool, GitHub's rules included: ``python tools/sarif_multitool.py FILE...``.

Installs the npm package once into ``.cache/`` at the top of the project. Prints one line per objection (level, rule,
arguments) and exits with 0 when there is no error among them, 1 when there is, 3 when npm is missing, 2 otherwise.
The tool's own exit status is 0 even with errors, so its log is read.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = "@microsoft/sarif-multitool"
VERSION = "5.7.0"
NO_NPM = 3
MAX_SECONDS = 3600  # for one log; a busy machine takes minutes for one of some megabytes


def install(cache: Path) -> Path:
    """The program of the package, installed below ``cache`` when it is not there yet.

    Raises FileNotFoundError without npm, CalledProcessError when the installation fails.
    """
    system = {"linux": "linux", "darwin": "darwin", "win32": "win32"}[sys.platform]
    name = "Sarif.Multitool.exe" if system == "win32" else "Sarif.Multitool"
    target = cache / f"sarif-multitool-{VERSION}"
    program = target / "node_modules" / "@microsoft" / f"sarif-multitool-{system}" / name
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise FileNotFoundError("npm")
        cache.mkdir(exist_ok=True)
        (cache / ".gitignore").write_text("*\n")
        # Installed aside and moved in place, so that two test runs at once do not see half of it.
        aside = Path(tempfile.mkdtemp(dir=cache))
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(aside)]
        subprocess.run(
            [npm, "install", *options, f"{PACKAGE}@{VERSION}"], check=True, stdin=subprocess.DEVNULL, timeout=300
        )
        try:
            aside.rename(target)
        except OSError:
            shutil.rmtree(aside)  # another run was faster
        # The package sets this bit in a script of its own, which npm may refuse to run.
        program.chmod(0o755)
    return program


def objections(program: Path, log: Path) -> list[tuple[str, str, str]]:
    """What the multitool has against a log: level, rule id and arguments of each objection."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "validation.sarif"
        options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "-o", str(output)]
        done = subprocess.run(
            [program, "validate", log, *options, "--log", "ForceOverwrite"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=False,
        )
        if done.returncode or not output.exists():
            return [("error", "multitool", (done.stdout + done.stderr).decode(errors="replace"))]
        run = json.loads(output.read_text("utf-8-sig"))["runs"][0]
    found = []
    for result in run["results"]:
        message = result["message"]
        text = message.get("text") or " | ".join([message.get("id", ""), *message.get("arguments", ())])
        found.append((result.get("level", "warning"), result["ruleId"], text))
    for invocation in run.get("invocations", ()):
        for key in ("toolExecutionNotifications", "toolConfigurationNotifications"):
            for each in invocation.get(key, ()):
                if each.get("level") == "error":
                    found.append(("error", "multitool", json.dumps(each["message"])))
    return found


def main(arguments: list[str]) -> int:
    """Validate the logs given by path; see above for what is printed and returned."""
    cache = Path(__file__).resolve().parents[1] / ".cache"
    try:
        program = install(cache)
    except FileNotFoundError:
        print("npm is not installed", file=sys.stderr)
        return NO_NPM
    except (subprocess.SubprocessError, OSError) as error:
        print(f"{PACKAGE} cannot be installed: {error}", file=sys.stderr)
        return 2
    found = [each for log in arguments for each in objections(program, Path(os.path.abspath(log)))]
    for level, rule, text in found:
        print(level, rule, text)
    return int(any(level == "error" for level, _, _ in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
