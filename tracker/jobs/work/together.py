"""All files of an order in one, where there are several: for whoever sends them on."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from printkit.files import replacing
from printkit.press.output.journal import Seal
from tracker.jobs.files import file_name
from tracker.jobs.model import ALL_LINES, JobFile, Purpose
from tracker.jobs.task import Task
from tracker.jobs.work.printing import Made

_WORTH_FILES = 3
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The same files give the same bytes."""


def all_together(task: Task, made: Sequence[Made]) -> tuple[JobFile, ...]:
    """Put all files of an order into a ZIP, if there are several PDFs; PDFs are as small as they get.

    Raises:
        OSError: It cannot be written.
    """
    files = [path for one in made for path, _ in one.all_files]
    if len(files) < _WORTH_FILES:
        return ()
    out = task.folder.making / f"{file_name(task.job.title, str(task.job.id))}.zip"
    with replacing(out) as (new,), zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as archive:
        for path in files:
            _add(archive, path)
    seal = Seal.of(out)
    return (JobFile(out.name, ALL_LINES, Purpose.HELP, seal.size, seal.digest),)


def _add(archive: zipfile.ZipFile, path: Path) -> None:
    about = zipfile.ZipInfo(path.name, _NO_TIME)
    about.file_size = path.stat().st_size
    about.external_attr = 0o644 << 16
    with path.open("rb") as source, archive.open(about, "w") as target:
        while piece := source.read(1 << 20):
            target.write(piece)
