"""Pages of a PDF → the codes that their paths say, or why they have to be drawn."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pikepdf
from pikepdf import Array, Object, Pdf

from printkit.proof.paths.boxes import IDENTITY, Box
from printkit.proof.paths.codes import Code, codes_of, find_codes
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.forms import UNFOLLOWED, Forms
from printkit.proof.paths.ground import DARK_TO, around, is_covered, is_crowded, prepare, quiet_zone
from printkit.proof.paths.interpreter import Interpreter
from printkit.proof.paths.paints import Content, Placed
from printkit.proof.paths.state import State
from printkit.proof.symbols import QR, Symbol
from printkit.units import MM

Done = TypeVar("Done")

SPACE = b" \t\r\n\f\0"


@dataclass(frozen=True, slots=True)
class PathsRead:
    """What the paths of a page say.

    Attributes:
        page: Its number in the file, from 1.
        doubt: Why it has to be drawn; ``""`` if its codes are certain.
        symbols: Its codes; none if there is a doubt.
        artwork: The forms and pictures on it in which codes might hide from this way of reading, each by a
            name that is the same on all pages of the file.
    """

    page: int
    doubt: str
    symbols: tuple[Symbol, ...] = ()
    artwork: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Followed:
    """What a page paints, and its MediaBox."""

    media: Box
    content: Content


class PathReader:
    """Reads the paths of one PDF. Made by `open_paths`."""

    def __init__(self, path: Path, pdf: Pdf | None) -> None:
        self.path = path
        # Kept, since a page that is asked for by its number takes longer the more there are.
        self._pages = None if pdf is None else [page.obj for page in pdf.pages]
        self._forms = Forms()
        self._bounds: dict[bytes, Box] = {}

    @property
    def pages(self) -> int:
        """How many pages it has; 0 if the file is not sound enough to say so."""
        return len(self._pages or ())

    def read(self, page: int) -> PathsRead:
        """Read a page (from 1)."""
        (found,) = self.read_all([page])
        return found

    def read_all(self, pages: Sequence[int]) -> tuple[PathsRead, ...]:
        """Read some pages, their codes together, which is much faster than page by page."""
        with _no_collection():
            return self._read(pages)

    def _read(self, pages: Sequence[int]) -> tuple[PathsRead, ...]:
        followed = [self._try(page, partial(self._follow, page)) for page in pages]
        with_codes = [one.content for one in followed if isinstance(one, _Followed)]
        with suppress(*UNFOLLOWED):  # what one of them brings about is met again when it is its turn
            find_codes(with_codes)
        return tuple(
            one if isinstance(one, PathsRead) else self._try(page, partial(_told, page, one))
            for page, one in zip(pages, followed, strict=True)
        )

    def _try(self, page: int, do: Callable[[], Done]) -> Done | PathsRead:
        """Do something with a page; return the doubt if there is one."""
        try:
            return do()
        except DoubtError as doubt:
            return PathsRead(page, str(doubt))
        except UNFOLLOWED:
            return PathsRead(page, "The page is not well formed.")

    def _follow(self, number: int) -> _Followed:
        if self._pages is None:
            raise DoubtError("The file is not sound.")
        page = self._pages[number - 1]
        media, seen = self._boxes(page)
        resources = self._forms.resources(_inherited(page, "/Resources"))
        content = Interpreter(resources, self._forms, State(IDENTITY, seen)).follow(_content(page))
        if content.murky:
            raise DoubtError(f"The page holds {content.murky}.")
        return _Followed(media, content)

    def _boxes(self, page: Object) -> tuple[Box, Box]:
        """Return the MediaBox, and what of it is seen.

        Raises:
            DoubtError: If something lies on the page, or it has a scale of its own.
        """
        if "/UserUnit" in page and float(page["/UserUnit"]) != 1:
            raise DoubtError("The page has a unit of its own.")
        if "/Annots" in page and len(page["/Annots"]):
            raise DoubtError("Annotations lie on the page.")
        media, crop = self._box(_inherited(page, "/MediaBox")), _inherited(page, "/CropBox")
        return media, media if crop is None else media.cut(self._box(crop))

    def _box(self, found: Object | None) -> Box:
        if not isinstance(found, Array) or len(found) != 4:
            raise DoubtError("The page has no bounds.")
        written = found.unparse(resolved=True)
        if written not in self._bounds:
            x0, y0, x1, y1 = (float(value) for value in found)
            self._bounds[written] = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return self._bounds[written]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for objects that hold each other: a page makes thousands, and none of that kind."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _told(number: int, page: _Followed) -> PathsRead:
    found = codes_of(page.content)
    if found.unsure:
        raise DoubtError("Rectangles stand together as in a code, but cannot be read.")
    prepare(page.content, found.found)
    symbols = tuple(_symbol(code, page.media) for code in found.found if code.reading.text)
    if len(symbols) < len(found.found):
        raise DoubtError("A code cannot be read.")
    return PathsRead(number, "", symbols, _artwork(page.content))


@contextmanager
def open_paths(path: Path) -> Iterator[PathReader]:
    """Open a PDF and close it at the end. One that is not sound is opened as well, but gives only doubts."""
    try:
        pdf = Pdf.open(path, attempt_recovery=False, suppress_warnings=True)
    except (pikepdf.PdfError, OSError):
        yield PathReader(path, None)
        return
    with pdf:
        yield PathReader(path, None if pdf.get_warnings() else pdf)


def _inherited(page: Object, key: str) -> Object | None:
    for _ in range(32):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    raise DoubtError("The pages are not well formed.")


def _content(page: Object) -> bytes:
    """Return the content of a page; its streams may part only where a word ends (ISO 32000-1, 7.8.2)."""
    found = page.get("/Contents")
    if found is None:
        return b""
    if not isinstance(found, Array):
        return found.read_bytes()
    whole = b""
    for part in found:
        data = part.read_bytes()
        if whole and data and whole[-1] not in SPACE and data[0] not in SPACE:
            raise DoubtError("The content of the page is divided within a word.")
        whole += data
    return whole


def _symbol(code: Code, media: Box) -> Symbol:
    """Return a code as a symbol on the page.

    Raises:
        DoubtError: If it is not certain that it prints as its paths say.
    """
    reading, shade = code.reading, code.shade
    box = reading.box
    if shade is None or shade.light > DARK_TO:
        raise DoubtError("A code is cut off, blended, or not dark.")
    if is_covered(code, around(code)):
        raise DoubtError("Something is painted over a code.")
    if is_crowded(code, around(code)):
        raise DoubtError("Something stands in the quiet zone of a code, painted together with it.")
    ring = quiet_zone(code)
    if ring is None:
        raise DoubtError("What lies under a code cannot be told.")
    return Symbol(
        text=reading.text,
        kind=QR,
        x_mm=((box.left + box.right) / 2 - media.left) / MM,
        y_mm=(media.top - (box.bottom + box.top) / 2) / MM,
        size_mm=(box.right - box.left) / MM,
        mirrored=reading.mirrored,
        module_mm=reading.module / MM,
        quiet=ring,
        black=shade.black,
    )


def _artwork(content: Content) -> tuple[str, ...]:
    return tuple(sorted({mark.key for mark in content.marks if isinstance(mark, Placed) and mark.key}))
