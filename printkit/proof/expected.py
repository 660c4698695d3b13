"""What a PDF should hold: from manifests, or a plain set of links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from printkit.errors import Problem, SignetError
from printkit.manifest import Row, manifest_path, read_manifest


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of the manifest that belong to one PDF."""

    file: Path
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be found. Make it with `from_manifests` or `from_links`.

    Attributes:
        files: Which code stands where; empty where only the links are known.
        links: The links, where no manifest is.
        repeats: Whether each of the links may stand any number of times (one code for all copies).
    """

    files: tuple[FileRows, ...] = ()
    links: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of all files."""
        return tuple(row for file in self.files for row in file.rows)


def from_links(links: Iterable[str], *, repeats: bool = False) -> Expected:
    """Expect these links, each exactly as often as it is given; with ``repeats`` each once or more.

    Raises:
        SignetError: If there is no link; a proof of nothing would always pass.
    """
    wanted = tuple(links)
    if not wanted:
        raise _nothing("There is no link to look for.", "")
    return Expected(links=wanted, repeats=repeats)


def from_manifests(files: Sequence[Path], manifests: Sequence[Path] = ()) -> Expected:
    """Expect what the manifests say about these PDFs.

    Without ``manifests`` the one beside each PDF is read. A PDF is found in its manifest by name; one that
    was renamed takes what is said about the only file that is left over.

    Raises:
        SignetError: If a manifest cannot be read, is empty, or is about another PDF.
    """
    unique = unique_files(files)
    if not manifests:
        return _expect([_pair([file], [manifest_path(file)]) for file in unique])
    return _expect([_pair(unique, manifests)])


def unique_files(files: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files in their order, each once however it was named."""
    return tuple({file.resolve(): file for file in reversed(list(files))}.values())[::-1]


def _expect(pairs: Iterable[Sequence[FileRows]]) -> Expected:
    return Expected(files=tuple(file for pair in pairs for file in pair))


def _pair(files: Sequence[Path], manifests: Sequence[Path]) -> list[FileRows]:
    rows: dict[str, list[Row]] = {}
    for manifest in manifests:
        found = read_manifest(manifest)
        if not found:
            raise _nothing("The manifest has no rows.", str(manifest))
        for row in found:
            rows.setdefault(row.file, []).append(row)
    twice = [name for name, count in Counter(file.name for file in files).items() if count > 1]
    if twice:
        raise SignetError.of(
            "same-name",
            f"Two PDFs are called {twice[0]}.",
            "Leave out --manifest, so that each takes the one beside it.",
        )
    matched = {file: rows.pop(file.name) for file in files if file.name in rows}
    renamed = [file for file in files if file not in matched]
    if len(renamed) == 1 and len(rows) == 1:
        matched[renamed[0]] = rows.popitem()[1]
        renamed = []
    problems = _mismatches(renamed, sorted(rows), manifests)
    if problems:
        raise SignetError(problems)
    return [FileRows(file, tuple(replace(row, file=file.name) for row in matched[file])) for file in files]


def _mismatches(files: Sequence[Path], names: Sequence[str], manifests: Sequence[Path]) -> list[Problem]:
    said = ", ".join(names) or "other files"
    strangers = [
        Problem(
            "manifest",
            f"The manifest says nothing about this PDF, only about {said}.",
            "Name its own manifest with --manifest.",
            file=str(file),
        )
        for file in files
    ]
    absent = [
        Problem(
            "manifest",
            f"The manifest is also about {name}, which is not among the PDFs to prove.",
            "Name that PDF as well.",
            file=", ".join(map(str, manifests)),
        )
        for name in names
    ]
    return strangers or absent


def _nothing(message: str, file: str) -> SignetError:
    return SignetError.of("nothing-expected", message, "Name the manifest of this PDF.", file=file)
