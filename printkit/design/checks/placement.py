"""Rules about where things stand: safe area, bleed, and what must not touch the QR code."""

from __future__ import annotations

from collections.abc import Iterator

from printkit.design.design import Code, Design, Image, LogoBox, Shape
from printkit.design.drawings import geometry
from printkit.design.drawings.geometry import Extent, Point, Segments
from printkit.design.layout import Placed
from printkit.design.marks import Outline, Paint, Picture, Segment, TextRun
from printkit.design.tables import Report
from printkit.design.typesetting.fonts import Face
from printkit.units import MM, mm_text

SLACK = 0.05 * MM  # less than any guillotine sees
_LEAST_EDGE = 3 * MM  # shorter straight edges are part of a drawn contour
_INSIDE = 0.25 * MM  # an edge this near to the trim is meant to be on it


def check_placement(
    design: Design, placed: tuple[Placed, ...], lines: tuple[tuple[Placed, TextRun], ...], report: Report
) -> None:
    """Note what stands outside the safe area, ends short of the bleed, or covers the QR code.

    Args:
        design: The design.
        placed: Its elements as placed.
        lines: The short links as set for a sample.
        report: Where findings go.
    """
    texts = [(part, run) for part in placed for run in part.marks if isinstance(run, TextRun)]
    boxes = [(p, corners(run, design.faces[run.font]), run.text) for p, run in (*texts, *lines)]
    reported: set[str] = set()
    for part, quad, text in boxes:
        if part.element.key not in reported and _outside(
            design, geometry.extent(quad), part.element.key, "The text", text, report
        ):
            reported.add(part.element.key)
    for part in placed:
        match part.element:
            case Code() as code:
                _outside(design, _square(code), code.key, "The QR code", "", report)
                _check_cover(placed, part, code, boxes, report)
            case Shape() | Image():
                _check_bleed(design, part, report)
            case LogoBox() as box:
                _outside(design, _room(box), box.key, "The room for the logo", "", report)
                _check_apart(placed, part, box, report)
    _check_hidden(placed, texts, boxes, report)


def corners(run: TextRun, face: Face) -> tuple[Point, ...]:
    """Return the corners of the box around the ink of a line, turned as the line is."""
    shaped = face.shape(run.text)
    adjust = run.adjust or (0.0,) * (len(run.text) - 1)
    width = (sum(shaped.advances) + sum(adjust)) * run.size / 1000
    above, below = (reach * run.size / 1000 for reach in face.extents(run.text))
    left = run.x + face.sides(run.text[0])[0] * run.size / 1000
    right = run.x + width - face.sides(run.text[-1])[2] * run.size / 1000
    plain = (
        (left, run.baseline - above),
        (right, run.baseline - above),
        (right, run.baseline + below),
        (left, run.baseline + below),
    )
    return tuple(geometry.turn(point, run.angle, (run.pivot_x, run.pivot_y)) for point in plain)


def _square(code: Code) -> Extent:
    return Extent(code.x, code.y, code.x + code.size, code.y + code.size)


def _room(box: LogoBox) -> Extent:
    return Extent(box.x, box.y, box.x + box.width, box.y + box.height)


def _check_apart(placed: tuple[Placed, ...], own: Placed, box: LogoBox, report: Report) -> None:
    """Note room for a logo that reaches into the QR code, whatever logo will stand there."""
    for part in placed:
        code = part.element
        if (
            part.side == own.side
            and isinstance(code, Code)
            and _room(box).overlaps(_square(code).grown(-SLACK))
        ):
            message = f"The room for the logo reaches into the QR code ({code.key})."
            report.add("qr-covered", box.key, message, "Move one of them.")


def _outside(design: Design, box: Extent, key: str, what: str, text: str, report: Report) -> bool:
    over = {
        "left": (design.safe - box.left, "right"),
        "top": (design.safe - box.top, "down"),
        "right": (box.right - design.width + design.safe, "left"),
        "bottom": (box.bottom - design.height + design.safe, "up"),
    }
    edge, (excess, direction) = max(over.items(), key=lambda item: item[1][0])
    if excess <= SLACK:
        return False
    room = design.width - 2 * design.safe if edge in ("left", "right") else design.height - 2 * design.safe
    size = box.width if edge in ("left", "right") else box.height
    move = f"Move it {mm_text(excess)} {direction}" if size <= room else "It is larger than the safe area"
    report.add(
        "safe-area",
        key,
        f"{what} ends {mm_text(excess)} outside the safe area ({mm_text(design.safe)}) on the {edge}.",
        f"{move}, or make it smaller.",
        text,
    )
    return True


def _check_bleed(design: Design, part: Placed, report: Report) -> None:
    if not design.bleed:
        return
    worst: dict[str, float] = {}
    for mark in part.marks:
        for edge, beyond in _edges_beyond(design, mark):
            if -_INSIDE <= beyond < design.bleed - SLACK:
                worst[edge] = min(worst.get(edge, beyond), beyond)
    for edge, beyond in worst.items():
        where = f"{mm_text(beyond)} beyond the trim" if beyond > SLACK else "at the trim"
        report.add(
            "bleed",
            part.element.key,
            f"An edge on the {edge} lies {where}, short of the bleed ({mm_text(design.bleed)}): "
            "a cut that is slightly off shows a strip.",
            f"Draw it to {mm_text(design.bleed)} beyond the trim, or keep it inside.",
            severity="warning",
        )


def _edges_beyond(design: Design, mark: object) -> Iterator[tuple[str, float]]:
    """Yield for each straight edge along the trim how far beyond the trim it lies, per side of the piece."""
    match mark:
        case Outline():
            half = mark.stroke_width / 2 if mark.stroke else 0.0
            for start, end in _straight(mark.segments, closed=mark.fill is not None):
                yield from _beyond(design, start, end, half)
        case Picture(clip=(x, y, width, height)):
            shown = Extent(
                max(x, mark.x),
                max(y, mark.y),
                min(x + width, mark.x + mark.width),
                min(y + height, mark.y + mark.height),
            )
            segments = geometry.rectangle(shown.left, shown.top, shown.width, shown.height)
            for start, end in _straight(segments, closed=True):
                yield from _beyond(design, start, end, 0.0)


def _beyond(design: Design, start: Point, end: Point, half: float) -> Iterator[tuple[str, float]]:
    (x1, y1), (x2, y2) = start, end
    if abs(x1 - x2) < SLACK and abs(y1 - y2) > _LEAST_EDGE:
        yield "left", half - x1
        yield "right", x1 + half - design.width
    if abs(y1 - y2) < SLACK and abs(x1 - x2) > _LEAST_EDGE:
        yield "top", half - y1
        yield "bottom", y1 + half - design.height


def _straight(segments: Segments, *, closed: bool) -> Iterator[tuple[Point, Point]]:
    """Yield the straight edges of an outline, those that close it included."""
    here = start = (0.0, 0.0)
    ending: Segment = ("Z",)
    for segment in (*segments, ending) if closed else segments:
        match segment:
            case ("M", x, y):
                if closed and here != start:
                    yield here, start
                here = start = (x, y)
            case ("L", x, y):
                yield here, (x, y)
                here = (x, y)
            case ("C", _, _, _, _, x, y):
                here = (x, y)
            case ("Z",):
                if here != start:
                    yield here, start
                here = start


def _check_cover(
    placed: tuple[Placed, ...],
    own: Placed,
    code: Code,
    boxes: list[tuple[Placed, tuple[Point, ...], str]],
    report: Report,
) -> None:
    """Note what is drawn over the QR code's square, and texts that its panel would hide."""
    square = _square(code).grown(-SLACK)
    for part, quad, text in boxes:
        if part.side == own.side and geometry.touches((quad,), square, filled=True):
            message = f"The text stands in the square of the QR code ({code.key}): one hides the other."
            report.add("qr-covered", part.element.key, message, "Move one of them.", text)
    later = placed[placed.index(own) + 1 :]
    for part in later:
        if isinstance(part.element, LogoBox):
            continue  # its whole room is looked at, with and without a logo
        if part.side == own.side and any(_covers(mark, square) for mark in part.marks):
            message = f"The element is drawn over the QR code ({code.key})."
            report.add("qr-covered", part.element.key, message, "Move it, or write it before the QR code.")


def _covers(mark: object, square: Extent) -> bool:
    match mark:
        case Outline():
            lines = geometry.flattened(mark.segments)
            if mark.fill and geometry.touches(lines, square, filled=True, even_odd=mark.even_odd):
                return True
            half = mark.stroke_width / 2
            return bool(mark.stroke) and geometry.touches(lines, square.grown(half), filled=False)
        case Picture(clip=(x, y, width, height)):
            return square.overlaps(Extent(x, y, x + width, y + height))
    return False


def _check_hidden(
    placed: tuple[Placed, ...],
    texts: list[tuple[Placed, TextRun]],
    boxes: list[tuple[Placed, tuple[Point, ...], str]],
    report: Report,
) -> None:
    """Note each text that lies wholly under something drawn later; short links always come out on top."""
    hidden: set[str] = set()
    for part, quad, text in boxes[: len(texts)]:
        later = (p for p in placed[placed.index(part) + 1 :] if p.side == part.side)
        cover = next((p for p in later for mark in p.marks if _hides(mark, quad)), None)
        if cover is not None and part.element.key not in hidden:
            hidden.add(part.element.key)
            message = f"The text is hidden under {cover.element.key}, which is drawn later."
            report.add("text-hidden", part.element.key, message, "Write the text after it.", text)


def _hides(mark: object, quad: tuple[Point, ...]) -> bool:
    xs, ys = zip(*quad, strict=True)
    points = (*quad, (sum(xs) / len(xs), sum(ys) / len(ys)))
    match mark:
        case Outline(fill=Paint()):
            parts = geometry.flattened(mark.segments)
            return all(geometry.holds(parts, point, mark.even_odd) for point in points)
        case Picture(clip=(x, y, width, height)):
            return all(x <= px <= x + width and y <= py <= y + height for px, py in points)
    return False
