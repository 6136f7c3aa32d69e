"""``--shard i/n``: a part of the packages that can be analysed on its own with the same findings.

Facts cross package borders along imports, in both directions: who receives from a channel may be the importer's matter.
So packages that imports connect, directly or through others, stay together; what is left is dealt out by size, the
largest first, to the shard with least so far. Packages of one module are mostly connected: shards pay where a repository
has several modules.
"""

from __future__ import annotations

import re

from gostatic.project.workspace import Package, Workspace

# Imports stand before every other declaration; a path in a comment there connects more than there is, which is no harm.
_OTHERS = re.compile(rb"^(?:func|type|var|const)\b", re.MULTILINE)
_PATH = re.compile(rb"[\"`]([^\"`\n]+)[\"`]")


def take_shard(workspace: Workspace, index: int, count: int) -> Workspace:
    """The workspace with the packages of shard ``index`` (from 1) of ``count``."""
    chosen = {
        package.import_path for group in _dealt(_connected(workspace.packages), count)[index - 1] for package in group
    }
    packages = tuple(package for package in workspace.packages if package.import_path in chosen)
    problems = workspace.problems if index == 1 else [each for each in workspace.problems if each.file]
    return Workspace(workspace.root, packages, workspace.modules, problems, workspace.find)


def sizes(workspace: Workspace) -> list[int]:
    """The bytes of source of each group of packages that no import connects with others, the largest first."""
    groups = _connected(workspace.packages)
    return sorted(
        (sum(len(file.text) for package in group for file in package.files) for group in groups), reverse=True
    )


def _dealt(groups: list[list[Package]], count: int) -> list[list[list[Package]]]:
    shards: list[list[list[Package]]] = [[] for _ in range(count)]
    loads = [0] * count
    sized = [(sum(len(file.text) for package in group for file in package.files), group) for group in groups]
    for size, group in sorted(sized, key=lambda each: (-each[0], each[1][0].import_path)):
        least = loads.index(min(loads))
        shards[least].append(group)
        loads[least] += size
    return shards


def _connected(packages: tuple[Package, ...]) -> list[list[Package]]:
    """The packages in groups that no import crosses."""
    index = {package.import_path: number for number, package in enumerate(packages)}
    leader = list(range(len(packages)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for number, package in enumerate(packages):
        names = {package.import_path.removesuffix("_test")}
        for file in package.files:
            end = _OTHERS.search(file.text)
            head = file.text[: end.start() if end else len(file.text)]
            names.update(path.decode("utf-8", "replace") for path in _PATH.findall(head))
        for other in sorted(index[name] for name in names if name in index):
            leader[find(other)] = find(number)
    groups: dict[int, list[Package]] = {}
    for number, package in enumerate(packages):
        groups.setdefault(find(number), []).append(package)
    return list(groups.values())
