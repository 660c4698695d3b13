"""The first look at pages: what their paths say, or the symbols of a drawn page, fast."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from printkit.proof.paths.reader import PathReader, PathsRead, open_paths
from printkit.proof.render import DamagedPageError, Pdf, Picture, open_pdf
from printkit.proof.symbols import Symbol, read_symbols

FIRST_DPI = 150
"""Enough for modules of 0.33 mm (2 dots), and five times as fast as 300."""
AHEAD = 4
"""Pictures waiting for the decoder, at most; each is 5 MB for an SRA3 sheet."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What the first look at a drawn page showed.

    Attributes:
        page: Its number in the file, from 1.
        dots_per_mm: How finely it was drawn; 0 if it is damaged and cannot be drawn.
    """

    page: int
    dots_per_mm: float
    symbols: tuple[Symbol, ...]

    @property
    def is_damaged(self) -> bool:
        """Whether the page cannot be drawn."""
        return self.dots_per_mm == 0


class Reader:
    """Reads pages; keeps the PDF open that it read last, until the end of the ``with`` block."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._file: Path | None = None
        self._pdf: Pdf | None = None
        self._paths: PathReader | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def draw(self, file: Path, pages: Sequence[int]) -> tuple[PageRead, ...]:
        """Draw some pages and read what is seen.

        Raises:
            SignetError: If the file cannot be read as a PDF.
        """
        self._turn_to(file)
        if self._pdf is None:
            self._pdf = self._open.enter_context(open_pdf(file))
        return tuple(_read(self._pdf, pages))

    def follow(self, file: Path, pages: Sequence[int]) -> tuple[PathsRead, ...]:
        """Read some pages from their paths."""
        self._turn_to(file)
        if self._paths is None:
            self._paths = self._open.enter_context(open_paths(file))
        return self._paths.read_all(pages)

    def _turn_to(self, file: Path) -> None:
        if self._file != file:
            self._open.close()
            self._file, self._pdf, self._paths = file, None, None


def _read(pdf: Pdf, pages: Sequence[int]) -> Iterator[PageRead]:
    """Draw in this thread while others decode, which needs no interpreter."""
    waiting: deque[tuple[int, Picture | None, Future[tuple[Symbol, ...]] | None]] = deque()
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="proof") as decoders:
        for page in pages:
            try:
                picture = pdf.picture(page, FIRST_DPI)
                waiting.append((page, picture, decoders.submit(read_symbols, picture)))
            except DamagedPageError:
                waiting.append((page, None, None))
            if len(waiting) > AHEAD:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())


def _finished(page: int, picture: Picture | None, symbols: Future[tuple[Symbol, ...]] | None) -> PageRead:
    if picture is None or symbols is None:
        return PageRead(page, 0.0, ())
    return PageRead(page, picture.dots_per_mm, symbols.result())
