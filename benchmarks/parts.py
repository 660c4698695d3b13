"""What printing is made of: each part done once more by itself, with all that it has to do for an order."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import ours
import pikepdf
from order import Order

from printkit.manifest import ManifestWriter, Spot
from printkit.press.colours import PressColours
from printkit.press.drawing import Kit
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import Piece, PrintJob
from printkit.press.linesetter import LineSetter
from printkit.press.output.writer import deflated
from printkit.press.pdf import print_job
from printkit.press.symbols.codewords import Octets, data_codewords
from printkit.press.symbols.encoder import Encoder, encoder_for
from printkit.press.symbols.many import PORTION
from printkit.press.symbols.masks import choose_masks
from printkit.press.symbols.outlines import outlines
from printkit.press.symbols.qr import LEVELS, MODES, Form, form_for

ONCE = "once a run: artwork, fonts, colour profile"
REST = "pages put together, written to the file; plans; pieces"


@dataclass(frozen=True, slots=True)
class Part:
    """What one part takes of each piece, in processor seconds."""

    name: str
    seconds: float


def parts(order: Order) -> Iterator[Part]:
    """Yield the parts of printing an order; what happens once a run and the rest come last."""
    job = ours.job(order)
    known = 0.0
    with TemporaryDirectory(prefix="signet-bench-") as folder:
        out = Path(folder) / "out.pdf"
        few = ours.job(Order(order.slots))
        once = _seconds(lambda: print_job(few, load_sheet("sra3"), Path(folder) / "few.pdf"))
        whole = _seconds(lambda: print_job(job, load_sheet("sra3"), out, processes=1))
        contents = list(_contents(sorted(Path(folder).glob("out*.pdf"))))
    for name, work in (*_works(job, contents), (ONCE, None)):
        seconds = _seconds(work) if work else once
        known += seconds
        yield Part(name, seconds / order.pieces)
    yield Part(REST, (whole - known) / order.pieces)


def _contents(files: Sequence[Path]) -> Iterator[bytes]:
    for file in files:
        with pikepdf.open(file) as pdf:
            yield from (page.Contents.read_bytes() for page in pdf.pages)


def _works(job: PrintJob, contents: Sequence[bytes]) -> Iterator[tuple[str, Callable[[], object]]]:
    links = [piece.link for piece in job.pieces]
    form = form_for(links, "Q")
    encoder = encoder_for(form.version, LEVELS[form.level])
    portions = [links[start : start + PORTION] for start in range(0, len(links), PORTION)]
    yield "form of the symbols", lambda: form_for(links, "Q")
    data = [_data(portion, form, encoder) for portion in portions]
    yield "data codewords", lambda: [_data(portion, form, encoder) for portion in portions]
    unmasked = [encoder.unmasked(words) for words in data]
    yield "error correction, modules", lambda: [encoder.unmasked(words) for words in data]
    masks = [choose_masks(words, encoder) for words in unmasked]
    yield "eight masks scored", lambda: [choose_masks(words, encoder) for words in unmasked]
    masked = [words ^ encoder.masks[mask] for words, mask in zip(unmasked, masks, strict=True)]
    yield "symbols drawn", lambda: [sum(map(len, outlines(words, encoder.frame))) for words in masked]
    kit = Kit.of(PressColours(), job.design)
    setter = LineSetter(job.design.front.links[0], job.design.height, kit)
    pieces = list(job.pieces)
    yield "link lines", lambda: [setter.draw(piece) for piece in pieces]
    yield "manifest", lambda: _write_manifest(pieces)
    yield "pages deflated", lambda: [deflated(content) for content in contents]


def _data(links: Sequence[str], form: Form, encoder: Encoder) -> Octets:
    return data_codewords(links, form.version, MODES[form.mode], encoder.data_count)


def _write_manifest(pieces: Sequence[Piece]) -> None:
    writer = ManifestWriter(io.StringIO(newline=""), "out.pdf")
    spots = [Spot(slot, "front", 14.0, 86.0, 22.0) for slot in range(1, 11)]
    for start in range(0, len(pieces), 10):
        page = pieces[start : start + 10]
        places = zip(spots, page, strict=False)
        rows = [(spot, piece.position, piece.code, piece.link) for spot, piece in places]
        writer.write(start // 5 + 1, start // 10 + 1, rows)


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds that some work takes, the better of two times."""
    taken = []
    for _ in range(2):
        before = _processor_seconds()
        work()
        taken.append(_processor_seconds() - before)
    return min(taken)


def _processor_seconds() -> float:
    helpers = os.times()
    return time.process_time() + helpers.children_user + helpers.children_system
