"""A design with texts, colours and logo → pictures of both sides, and all that is wrong with them.

Reading a design and turning its drawing into outlines takes longer than setting a text; so both are kept from
one request to the next.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from PIL import Image

from printkit.design.choosing.choices import Choices, Logo, with_choices
from printkit.design.design import Code, Design
from printkit.design.fields import LONGEST, clean, resolve_texts
from printkit.design.layout import assemble, place
from printkit.design.marks import LaidOut
from printkit.design.reading import load_design
from printkit.design.source import FolderSource, design_names, find_design
from printkit.design.tables import Report
from printkit.errors import Problem, SignetError
from printkit.ordering import SAMPLE_BASE, findings_for, sample_piece
from printkit.press.colours import ScreenColours
from printkit.press.job import Piece
from printkit.press.picture import draw_sides
from printkit.press.symbols.qr import GRID, form_for, module_steps
from printkit.store.links import BaseUrl
from printkit.units import to_mm
from tracker.studio.about import findings_of
from tracker.studio.orders import SIDES, SIZES, Job, LogoFile, Look, LookOrder
from tracker.studio.shelf import Shelf, make_room

LOOK, ORDER = "look.json", "order.json"
_KEPT_DESIGNS = 16
_KEPT_DIGESTS = 2048
_QUALITY = 86
_SAMPLE = {"de": "Muster"}
_NO_CODE = "MUSTER"
"""Stands in the sample link; it has vowels, so no code will ever be this one."""


@dataclass(frozen=True, slots=True)
class _Drafted:
    """An order that could be read, as far as it could."""

    design: Design
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


def look(payload: bytes) -> bytes:
    """Draw both sides of an order and say what is wrong with it (kind ``look``).

    Args:
        payload: A `Job`.

    Returns:
        A `Look` as JSON; its pictures are on the shelf.

    Raises:
        SignetError: There is no such design, or it is broken in itself.
    """
    job = Job.from_bytes(payload)
    order = job.order
    assert order is not None
    source = own_design(order.design)
    stamp = stamp_of(source.folder)
    key = _key(order, stamp)
    shelf = Shelf(Path(job.folder), order.organisation_id)
    known = shelf.read(key, LOOK)
    if known is not None and shelf.read(key, f"{SIDES[0]}-{job.size}.webp"):
        return known
    found = _draw(order, stamp, key, shelf, job.size)
    written = found.to_json().encode("utf-8", "surrogatepass")
    shelf.put(key, ORDER, order.to_json().encode("utf-8", "surrogatepass"))
    shelf.put(key, LOOK, written)
    make_room(Path(job.folder))
    return written


def picture(payload: bytes) -> bytes:
    """Draw the pictures of a look again, in another size (kind ``picture``).

    Args:
        payload: A `Job` with a key and an organisation; the order itself is on the shelf.

    Raises:
        SignetError: The look is not known any more.
    """
    job = Job.from_bytes(payload)
    shelf = Shelf(Path(job.folder), job.organisation_id)
    kept = shelf.read(job.key, ORDER)
    order = LookOrder.from_json(kept.decode("utf-8", "surrogatepass")) if kept else None
    stamp = stamp_of(own_design(order.design).folder) if order else ""
    if order is None or _key(order, stamp) != job.key:  # another design now: the name would lie
        raise SignetError.of("picture-gone", "This picture is no longer there.", "Load the page again.")
    _draw(order, stamp, job.key, shelf, job.size)
    make_room(Path(job.folder))
    return b""


def own_design(name: str) -> FolderSource:
    """Return a design by its bare name: pages name no paths.

    Raises:
        SignetError: There is none of this name.
    """
    found = find_design(name) if name in design_names() else None
    if not isinstance(found, FolderSource):
        raise SignetError.of("unknown-design", f'There is no design "{name[:60]}".', "Choose another one.")
    return found


def stamp_of(folder: Path) -> str:
    """Return a text that changes with every change to a folder's files, and with nothing else."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    states = [(path.relative_to(folder).as_posix(), _digest(path, path.stat())) for path in files]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def _digest(path: Path, state: os.stat_result) -> str:
    return _digest_of(path, state.st_ino, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=_KEPT_DIGESTS)
def _digest_of(path: Path, *_: int) -> str:
    """Return a text that tells contents apart. The numbers only say when to read a file again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _key(order: LookOrder, stamp: str) -> str:
    """Return the name of a look; the next program may draw and judge the very same design otherwise."""
    return order.key(f"{_program()} {stamp}")


@cache
def _program() -> str:
    return version("signet-print")


@lru_cache(maxsize=_KEPT_DESIGNS)
def loaded(name: str, stamp: str, variant: str, logo: LogoFile | None) -> Design:
    """Return a design as it was read, in a colour variant and with a logo.

    Args:
        stamp: From `stamp_of`, so that a changed design is read anew.

    Raises:
        SignetError: It cannot be used.
    """
    inks = dict(logo.inks) if logo else {}
    choices = Choices(variant, Logo(logo.name, logo.data) if logo else None, inks)
    return load_design(with_choices(own_design(name), choices))


@cache
def press_colours() -> ScreenColours:
    """Return colours as the press prints them, seen on screen."""
    return ScreenColours()


def _draw(order: LookOrder, stamp: str, key: str, shelf: Shelf, size: str) -> Look:
    drafted = _draft(order, stamp)
    design, base = drafted.design, BaseUrl.parse(order.base)
    piece = sample_piece(base, order.code_length)
    problems = (*drafted.problems, *findings_for(design, drafted.texts, piece))
    laid_out = assemble(design, place(design, drafted.texts, Report("")))
    word = _SAMPLE.get(design.language.partition("-")[0], "Sample")
    try:
        drawn = draw_sides(laid_out, _sample(base, order.code_length), SIZES[size], press_colours(), word)
    except SignetError:  # the link is too long for this design, which the findings say
        drawn = draw_sides(
            laid_out, _sample(BaseUrl.parse(SAMPLE_BASE), 6), SIZES[size], press_colours(), word
        )
    for side, seen in zip(SIDES, drawn, strict=False):
        shelf.put(key, f"{side}-{size}.webp", _webp(seen))
    return Look(
        key=key,
        pixels=_pixels(laid_out, len(drawn)),
        width_mm=round(to_mm(design.width), 2),
        height_mm=round(to_mm(design.height), 2),
        module_mm=_module_mm(design, piece),
        findings=findings_of(problems, design, order.logo.name if order.logo else ""),
        stamp=stamp,
    )


def _draft(order: LookOrder, stamp: str) -> _Drafted:
    """Read an order; what cannot be used of it is noted and left out."""
    problems: tuple[Problem, ...] = ()
    for variant, logo in dict.fromkeys([(order.variant, order.logo), (order.variant, None), ("", None)]):
        try:
            design = loaded(order.design, stamp, variant, logo)
            break
        except SignetError as error:
            problems = problems or error.problems
    else:
        raise SignetError(problems)
    given = {name: text for name, text in order.texts if name in design.fields}
    try:
        return _Drafted(design, resolve_texts(design, given, samples=order.samples), problems)
    except SignetError as error:
        usable = {name: _usable(text, design.fields[name].max_length) for name, text in given.items()}
        return _Drafted(design, resolve_texts(design, usable, samples=True), (*problems, *error.problems))


def _usable(text: str, most: int) -> str:
    """Return what can be seen of a text that cannot be printed: its beginning, without invisible signs."""
    seen = "".join(letter for letter in clean(text) if letter == "\n" or letter.isprintable())
    return clean(seen[: most or LONGEST])


def _sample(base: BaseUrl, length: int = len(_NO_CODE)) -> Piece:
    code = _NO_CODE.ljust(length, _NO_CODE[-1])
    return Piece(1, base.qr_link(code), base.short_link(code), code)


def _pixels(laid_out: LaidOut, sides: int) -> tuple[tuple[int, int], ...]:
    scale = SIZES["medium"] / max(laid_out.width, laid_out.height)
    return ((round(laid_out.width * scale), round(laid_out.height * scale)),) * sides


def _module_mm(design: Design, piece: Piece) -> float:
    code = next(element for _, side in design.sides for element in side if isinstance(element, Code))
    modules = form_for((piece.link,), code.level).modules
    return round(to_mm(module_steps(code.size, modules) * GRID), 3)


def _webp(seen: Image.Image) -> bytes:
    data = BytesIO()
    seen.save(data, "WEBP", quality=_QUALITY, method=2)
    return data.getvalue()
