"""What changed files held before: at HEAD, or at the revision a hook's caller compares with."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha1, sha256

from gostatic.cli.changed import is_left_out
from gostatic.cli.exits import UsageError
from gostatic.cli.git import Blob, Repository

# pre-commit and prek say so what they compare with when it is not HEAD.
FROM_REVISION = "PRE_COMMIT_FROM_REF"


def earlier_texts(files: Iterable[str], top: str) -> dict[str, bytes | None] | None:
    """The texts of changed Go files before the change, by real path below ``top``; None for a file that is new.

    Files that are as they were are not among them; those that are gone from the folders are. Returns None when nobody
    knows, since ``top`` is no repository or there is no git.
    """
    names = sorted(files)
    if not os.path.lexists(os.path.join(top, ".git")):
        return None
    try:
        repository = Repository(top, top)
        folders = sorted({os.path.relpath(os.path.dirname(name), top).replace(os.sep, "/") for name in names})
        try:
            listed = repository.files_in(_revision(repository), folders)
        except UsageError:
            return dict.fromkeys(names) if repository.is_unborn() else None
        return _differing(names, {os.path.join(top, *blob.path.split("/")): blob for blob in listed}, repository, top)
    except UsageError:
        return None


def _revision(repository: Repository) -> str:
    given = os.environ.get(FROM_REVISION, "")
    if given:
        try:
            return repository.merge_base(given)
        except UsageError:  # not fetched, or a new branch
            pass
    return "HEAD"


def _differing(names: list[str], blobs: dict[str, Blob], repository: Repository, top: str) -> dict[str, bytes | None]:
    """The earlier texts of files, given what was in their folders."""
    texts: dict[str, bytes | None] = {path: None for path in names if path not in blobs}
    wanted = [path for path in names if path in blobs and not _is(path, blobs[path].oid)]
    wanted += [
        path
        for path in blobs
        if path.endswith(".go") and not os.path.lexists(path) and not is_left_out(os.path.relpath(path, top))
    ]
    if wanted:
        contents = repository.contents(blobs[path] for path in wanted)
        texts.update(zip(wanted, (text for _, text in contents), strict=True))
    return texts


def _is(path: str, oid: str) -> bool:
    """Whether a file is as git has it."""
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError:
        return False
    kind = sha1 if len(oid) == 40 else sha256
    return kind(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest() == oid
