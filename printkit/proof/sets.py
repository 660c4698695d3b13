"""The files of one job as a set: which of them, or which of their last pages, are not there?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from printkit.proof.expected import Listed
from printkit.proof.findings import Finding

NUMBERED = re.compile(r"(?P<stem>.+)-(?P<number>\d{2,})\.pdf", re.IGNORECASE)
"""How the press names the files of a job that it divides: ``out-001.pdf``."""
LOST_BACK = "The last page is missing: every other sheet has a back."


def absent_files(files: Sequence[Listed]) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return findings for files of a job that were not given, and notes.

    A file that is proved by itself is no fault, though it may be one of many: that is a note.
    """
    sets: dict[tuple[Path, str], dict[int, Listed]] = defaultdict(dict)
    for listed in files:
        named = NUMBERED.fullmatch(listed.name)
        # Sheets are counted through all files of a job: one that begins with the first is the first file.
        if named and (int(named["number"]) == 1) == (listed.sheets[0] == 1):
            sets[listed.file.resolve().parent, named["stem"]][int(named["number"])] = listed
    findings, notes = list[Finding](), list[str]()
    for own in sets.values():
        missing = _missing(own)
        if len(own) > 1:
            findings += (Finding("missing-file", name, None, None, None, words) for name, words in missing)
        elif missing or _beside(own):
            (only,) = own.values()
            notes.append(f"{only.file.name} is one of several files of its job; the others were not proved.")
    return tuple(findings), tuple(notes)


def lost_backs(counts: Sequence[tuple[Path, int]], files: Sequence[Listed]) -> tuple[Finding, ...]:
    """Return a finding for each file whose last page, a back without a code, is not there.

    The manifest lists only pages with codes: that there are backs shows in the pages between its sheets.

    Args:
        counts: Files with their numbers of pages.
        files: What the manifests say of them.
    """
    pages = {file.resolve(): count for file, count in counts}
    return tuple(
        Finding("missing-page", str(listed.file), listed.pages + 1, listed.sheets[1], None, LOST_BACK)
        for listed in files
        if pages[listed.file.resolve()] == listed.pages and _codes_on_fronts(listed)
    )


def _codes_on_fronts(listed: Listed) -> bool:
    first, last = listed.sheets
    sheets = last - first + 1
    return sheets > 1 and listed.pages == 2 * sheets - 1


def _missing(own: dict[int, Listed]) -> list[tuple[str, str]]:
    """Return name and words for each file that should be there: by the numbers, and by what lies beside."""
    last = max(own)
    missing = [number for number in range(1, last) if number not in own]
    said = [(_path(own, number), _words(own, number)) for number in missing]
    return said + [
        (path, "The file lies beside the others, but was not proved.")
        for path in (_beside(own) if len(own) > 1 else [])
    ]


def _words(own: dict[int, Listed], number: int) -> str:
    before = max((listed.sheets[1] for n, listed in own.items() if n < number), default=0)
    after = min(listed.sheets[0] for n, listed in own.items() if n > number)
    if after - before < 2:
        return "The file is missing."
    if after - before == 2:
        return f"The file is missing: sheet {after - 1:,} of the job is in none of these."
    return f"The file is missing: sheets {before + 1:,} to {after - 1:,} of the job are in none of these."


def _beside(own: dict[int, Listed]) -> list[str]:
    """Return the files of the same job, with higher numbers, that lie in the same folder."""
    last = max(own)
    folder, named = own[last].file.parent, NUMBERED.fullmatch(own[last].name)
    if named is None or own[last].file.name != own[last].name or not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        other = NUMBERED.fullmatch(path.name)
        if other and other["stem"] == named["stem"] and int(other["number"]) > last:
            found.append(str(path))
    return found


def _path(own: dict[int, Listed], number: int) -> str:
    listed = next(iter(own.values()))
    named = NUMBERED.fullmatch(listed.name)
    assert named
    digits = str(number).zfill(len(named["number"]))
    return str(listed.file.parent / f"{named['stem']}-{digits}.pdf")
