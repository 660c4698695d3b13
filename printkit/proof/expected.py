"""What a PDF should hold: from manifests, or a plain set of links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from printkit.errors import Problem, SignetError
from printkit.manifest import Row, iterate_manifest, manifest_path


@dataclass(frozen=True, slots=True)
class Listed:
    """What the manifests say about one PDF. The rows themselves are read when they are needed.

    Attributes:
        file: The PDF.
        manifests: Those that have rows about it.
        name: What they call it, which differs if it was renamed.
        codes: How many rows they have about it.
        pages: The last page with a code.
        sheets: First and last sheet of the job with a code.
    """

    file: Path
    manifests: tuple[Path, ...]
    name: str
    codes: int
    pages: int
    sheets: tuple[int, int]

    def rows(self) -> Iterator[Row]:
        """Yield the rows, read again.

        Raises:
            SignetError: If a manifest can no longer be read.
        """
        renamed = self.name != self.file.name
        for manifest in self.manifests:
            for row in iterate_manifest(manifest):
                if row.file == self.name:
                    yield replace(row, file=self.file.name) if renamed else row


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be found. Make it with `from_manifests` or `from_links`.

    Attributes:
        files: Which code stands where; empty where only the links are known.
        links: The links, where no manifest is.
        repeats: Whether each of the links may stand any number of times (one code for all copies).
    """

    files: tuple[Listed, ...] = ()
    links: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def codes(self) -> int:
        """How many codes there should be, at least."""
        return sum(file.codes for file in self.files) or len(self.links)


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
        pairs = [_pair([file], [manifest_path(file)]) for file in unique]
    else:
        pairs = [_pair(unique, manifests)]
    return Expected(files=tuple(file for pair in pairs for file in pair))


def unique_files(files: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files in their order, each once however it was named."""
    return tuple({file.resolve(): file for file in reversed(list(files))}.values())[::-1]


def _pair(files: Sequence[Path], manifests: Sequence[Path]) -> list[Listed]:
    found = _survey(manifests)
    twice = [name for name, count in Counter(file.name for file in files).items() if count > 1]
    if twice:
        raise SignetError.of(
            "same-name",
            f"Two PDFs are called {twice[0]}.",
            "Leave out --manifest, so that each takes the one beside it.",
        )
    matched = {file: found.pop(file.name) for file in files if file.name in found}
    renamed = [file for file in files if file not in matched]
    if len(renamed) == 1 and len(found) == 1:
        matched[renamed[0]] = found.popitem()[1]
        renamed = []
    problems = _mismatches(renamed, sorted(found), manifests)
    if problems:
        raise SignetError(problems)
    return [replace(matched[file], file=file) for file in files]


def _survey(manifests: Sequence[Path]) -> dict[str, Listed]:
    """Return what manifests are about: each PDF by name."""
    found: dict[str, Listed] = {}
    for manifest in manifests:
        named: dict[str, _Count] = {}
        for row in iterate_manifest(manifest):
            count = named.get(row.file)
            if count is None:
                count = named[row.file] = _Count(row.sheet)
            count.add(row)
        if not named:
            raise _nothing("The manifest has no rows.", str(manifest))
        for name, count in named.items():
            sheets = (count.first, count.last)
            new = Listed(Path(name), (manifest,), name, count.codes, count.pages, sheets)
            found[name] = _joined(found[name], new) if name in found else new
    return found


class _Count:
    """What a manifest says about one PDF: codes, the last page, first and last sheet."""

    def __init__(self, sheet: int) -> None:
        self.codes = self.pages = 0
        self.first = self.last = sheet

    def add(self, row: Row) -> None:
        self.codes += 1
        self.pages = max(self.pages, row.page)
        if row.sheet > self.last:
            self.last = row.sheet
        elif row.sheet < self.first:
            self.first = row.sheet


def _joined(one: Listed, other: Listed) -> Listed:
    return replace(
        one,
        manifests=(*one.manifests, *other.manifests),
        codes=one.codes + other.codes,
        pages=max(one.pages, other.pages),
        sheets=(min(one.sheets[0], other.sheets[0]), max(one.sheets[1], other.sheets[1])),
    )


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
