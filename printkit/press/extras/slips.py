"""Slips between bundles, and the labels that stick on them: what they say, and how it is set on a card.

A slip is as large as a piece and lies in the pile before the first piece of its bundle. It has no code, and
its black head runs off the edges, so that it shows in the side of a pile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printkit.design.marks import Ink, Paint, TextRun
from printkit.press.drawing import BLACK, BOLD, PLAIN, Kit, numbers
from printkit.press.imposing.piles import Series
from printkit.press.job import PrintJob
from printkit.press.marks import cut_text, draw_runs
from printkit.press.symbols.qr import QUIET, form_for, paths
from printkit.units import MM

WHITE = Paint(Ink("white", (0.0, 0.0, 0.0, 0.0)))
MARGIN = 4 * MM
SYMBOL_ROOM = 24 * MM
"""Kept free on each card for a code, with its quiet zone: whoever scans it books the bundle."""

LEAST_ACROSS, LEAST_DOWN = 30 * MM, 45 * MM
"""Of the room for words: less than that, and there is no room for a code."""

SMALLEST = 4.5
LARGEST_SCALE = 1.6
_LEADING = 1.3
_CAP_HEIGHT = 0.72
_HEAD = 7 * MM
_RULE = 0.5


@dataclass(frozen=True, slots=True)
class Words:
    """The words of cards in one language; each has room for what differs."""

    slip: str
    hint: str
    bundle: str
    position: str
    positions: str
    pieces: str
    some: str
    place: str
    date: str
    scan: str

    @classmethod
    def of(cls, language: str) -> Words:
        """Return the words for the language of a design: German, else English."""
        return GERMAN if language.lower().partition("-")[0] == "de" else ENGLISH


GERMAN = Words(
    slip="TRENNZETTEL",
    hint="Kein Stück der Auflage. Vor dem Auslegen herausnehmen.",
    bundle="Bündel {number} von {of}",
    position="Position {first}",
    positions="Positionen {first}–{last}",
    pieces="{count} Stück",
    some="{count} Stück, mit Lücken",
    place="Ort",
    date="Datum",
    scan="Für das Personal: scannen und Ort antippen.",
)
ENGLISH = Words(
    slip="SLIP",
    hint="Not one of the pieces. Take it out before they are laid out.",
    bundle="Bundle {number} of {of}",
    position="Position {first}",
    positions="Positions {first}–{last}",
    pieces="{count} pieces",
    some="{count} pieces, with gaps",
    place="Place",
    date="Date",
    scan="For staff: scan, then tap the place.",
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a slip or a label says about its bundle.

    Attributes:
        job: What the bundle is of: ``Batch 3 · Kanäle``.
        number: Number of the bundle from 1, of ``of``.
        first: Position of its first piece, and ``last`` of its last; ``None`` where there are no positions.
        place: Where it goes; with ``date``, when. Empty: there is a line to write on.
        link: What its code says, or ``""`` for no code.
    """

    job: str
    number: int
    of: int
    first: int | None
    last: int | None
    count: int
    place: str = ""
    date: str = ""
    link: str = ""

    def lines(self, words: Words) -> tuple[str, str, str]:
        """Return which bundle it is, its positions (empty without any), and how many pieces it has."""
        whole = self.first is None or self.last is None or self.last - self.first + 1 == self.count
        pieces = words.pieces if whole else words.some
        if self.count == 1 and words is ENGLISH:
            pieces = "{count} piece"
        positions = words.position if self.first == self.last else words.positions
        return (
            words.bundle.format(number=self.number, of=self.of),
            positions.format(first=self.first, last=self.last) if self.first is not None else "",
            pieces.format(count=self.count),
        )


def slip_card(job: PrintJob, series: Series, bundle: int) -> Card:
    """Return what the slip before a bundle (counted from 0) says."""
    start = series.starts[bundle] - bundle
    count = series.bundles[bundle]
    first, last = (job.pieces[copy].position for copy in (start, start + count - 1))
    return Card(job.label, bundle + 1, len(series.bundles), first, last, count)


@dataclass(frozen=True, slots=True)
class CardForm:
    """The card: its trim, its bleed, and whether it is a slip with a head that shows in a pile."""

    width: float
    height: float
    bleed: float
    slip: bool


def draw_card(card: Card, form: CardForm, words: Words, kit: Kit) -> str:
    """Return the operators for a card; the origin is the lower left corner of its trim."""
    done = set_card(card, form.width, form.height, words, kit, slip=form.slip)
    drawn = [draw_runs(done.runs, form.height, kit), _rules(done.rules, form.height, kit)]
    if done.code and card.link:
        drawn.append(_code(card.link, done.code, form.height, kit))
    if form.slip:
        drawn.insert(0, _head(form, words, kit))
    return "\n".join(drawn)


@dataclass(frozen=True, slots=True)
class SetCard:
    """A card as set.

    Attributes:
        runs: Its lines.
        rules: Lines to write on: left, right, y.
        code: Left and top of the room for a code, ``None`` if there is none.
    """

    runs: Sequence[TextRun]
    rules: Sequence[tuple[float, float, float]]
    code: tuple[float, float] | None


def set_card(card: Card, width: float, height: float, words: Words, kit: Kit, *, slip: bool) -> SetCard:
    """Set the lines of a card of some size, beside or above the room for a code if it is large enough."""
    top = _HEAD + 2.5 * MM if slip else MARGIN
    across, down = width - 2 * MARGIN, height - top - MARGIN
    room, code = SYMBOL_ROOM + 2 * MM, None
    if width > height and across - room >= LEAST_ACROSS:
        across -= room
        code = (width - MARGIN - SYMBOL_ROOM, top)
    elif width <= height and down - room >= LEAST_DOWN:
        down -= room
        code = (MARGIN, height - MARGIN - SYMBOL_ROOM)
    setter = _Setter(kit, MARGIN, top, across, down)
    setter.set(_lines(card, words, slip, coded=bool(code and card.link)))
    return SetCard(setter.runs, setter.rules, code)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a card at scale 1. With a ``rule`` there is a line to write on behind its text."""

    face: str
    size: float
    text: str
    before: float = 0.0
    rule: bool = False


def _lines(card: Card, words: Words, slip: bool, *, coded: bool) -> list[_Line]:
    """Return the lines from the top, the most needed first."""
    bundle, positions, pieces = card.lines(words)
    lines = [_Line(BOLD, 15, bundle), _Line(BOLD, 12, positions), _Line(PLAIN, 10, pieces)]
    lines.append(_Line(PLAIN, 9, card.job, 4))
    for word, value in ((words.place, card.place), (words.date, card.date)):
        face = BOLD if value else PLAIN
        lines.append(_Line(face, 9, f"{word}: {value}" if value else word, 14, not value))
    if coded:
        lines.append(_Line(PLAIN, 6.5, words.scan, 8))
    if slip:
        lines.append(_Line(PLAIN, 6.5, words.hint, 8))
    return [line for line in lines if line.text.strip()]


class _Setter:
    """Sets lines into a box, smaller if there is little room, and only the first ones if there is less."""

    def __init__(self, kit: Kit, x: float, y: float, width: float, height: float) -> None:
        self._kit = kit
        self._x, self._y, self._width, self._height = x, y, max(width, 1.0), height
        self.runs: list[TextRun] = []
        self.rules: list[tuple[float, float, float]] = []

    def set(self, lines: Sequence[_Line]) -> None:
        """Set as many of the lines, from the first, as can be read."""
        while len(lines) > 1 and self._scale(lines) < SMALLEST / 9:
            lines = lines[:-1]
        scale, y = self._scale(lines), self._y
        for line in lines:
            y += line.before * scale
            self._add(line, y, scale)
            y += line.size * _LEADING * scale

    def _scale(self, lines: Sequence[_Line]) -> float:
        needed = sum(line.before + line.size * _LEADING for line in lines)
        return min(LARGEST_SCALE, self._height / needed, self._width / (42 * MM))

    def _add(self, line: _Line, y: float, scale: float) -> None:
        face = self._kit.faces[line.face]
        text = face.settable(" ".join(line.text.split()))
        size = min(line.size * scale, self._width / max(face.width(text, 1.0), 0.1))
        size = max(size, SMALLEST)
        text = cut_text(text, face, size, self._width)
        baseline = y + _CAP_HEIGHT * line.size * scale
        self.runs.append(TextRun(line.face, size, self._x, baseline, text, BLACK))
        if line.rule:
            left = self._x + face.width(text, size) + size / 2
            self.rules.append((left, self._x + self._width, baseline))


def _head(form: CardForm, words: Words, kit: Kit) -> str:
    """Return the operators for the black bar at the head, which runs off on three sides."""
    black = kit.colours.operator(BLACK, stroke=False)
    bar = numbers(-form.bleed, form.height - _HEAD, form.width + 2 * form.bleed, _HEAD + form.bleed)
    face, size = kit.faces[BOLD], 9.0
    size = min(size, (form.width - 2 * MARGIN) / face.width(words.slip, 1.0))
    run = TextRun(BOLD, size, MARGIN, (_HEAD + _CAP_HEIGHT * size) / 2, words.slip, WHITE)
    return f"{black} {bar} re f\n" + draw_runs([run], form.height, kit)


def _rules(rules: Sequence[tuple[float, float, float]], height: float, kit: Kit) -> str:
    if not rules:
        return ""
    black = kit.colours.operator(BLACK, stroke=True)
    drawn = (f"{numbers(left, height - y)} m {numbers(right, height - y)} l" for left, right, y in rules)
    return f"{black} {_RULE} w " + " ".join(drawn) + " S"


def _code(link: str, corner: tuple[float, float], height: float, kit: Kit) -> str:
    """Return the operators for a code in the room that is kept free for it."""
    form = form_for([link], "M")
    (drawn,) = paths([link], form)
    module = SYMBOL_ROOM / (form.modules + 2 * QUIET)
    x, y = corner[0] + QUIET * module, height - corner[1] - SYMBOL_ROOM + QUIET * module
    black = kit.colours.operator(BLACK, stroke=False)
    return f"q {numbers(module, 0, 0, module, x, y)} cm {black}\n{drawn.decode()}f Q"
