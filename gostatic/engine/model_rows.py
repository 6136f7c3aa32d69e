"""The project's model rows in a run: which there are, and which are about nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gostatic.base.problem import Problem, ProblemKind
from gostatic.engine.config import suggestion
from gostatic.engine.options import Options
from gostatic.models.rows import Row, function_named
from gostatic.project.workspace import Workspace
from gostatic.types.model import Named
from gostatic.types.universe import Types


def rows_of(options: Options) -> tuple[Row, ...]:
    """The project's model rows, those of functions that only never return among them."""
    return (*_ends(options.no_return), *options.models)


def _ends(names: Iterable[str]) -> Iterator[Row]:
    """Rows of functions that are only known not to return."""
    for name in names:
        named = function_named(name)
        if named is not None:
            yield Row(*named, "no-return")


def rows_of_nobody(rows: Iterable[Row], workspace: Workspace, types: Types) -> Iterator[Problem]:
    """Rows on functions that their package, which is part of the run, does not declare."""
    packages = {package.import_path: package for package in workspace.packages}
    for row in rows:
        package = packages.get(row.package)
        if package is None:
            continue
        scope = types.scope_of(package)
        known = {f"{each.recv}.{each.name}" if each.recv else each.name for each in scope.functions()}
        name = f"{row.type}.{row.name}" if row.type else row.name
        if name not in known and not _is_interface(types, row):
            message = f"the model row on {row.id} is about no function of that package{suggestion(name, known)}"
            yield Problem(ProblemKind.CONFIG, "", 0, message)


def _is_interface(types: Types, row: Row) -> bool:
    return bool(row.type) and row.name in types.interface_methods(Named(row.package, row.type))
