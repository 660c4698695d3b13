"""What to write to a print shop, ready to copy: what it must know to print a batch rightly."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import format_decimal, gettext, ngettext

from tracker.jobs.model import Purpose
from tracker.staff.orders.shown import LineShown, OrderShown
from tracker.staff.orders.words import size_words

_MOST_NAMED = 6


def letter(shown: OrderShown) -> str:
    """Return a letter to a print shop about all batches of an order."""
    lines = [
        gettext("Hello,"),
        "",
        gettext("please print the following for us (our order no. %(number)s):", number=shown.job.id),
    ]
    for line in shown.lines:
        if line.line.printed is not None:
            lines += ["", *_about(shown, line)]
    lines += ["", gettext("With kind regards")]
    return "\n".join(lines)


def _about(shown: OrderShown, line: LineShown) -> Iterator[str]:
    printed = line.line.printed
    assert printed is not None
    yield f"{shown.job.title} – {line.line.name}"
    pieces = format_decimal(printed.pieces)
    yield _point(ngettext("%(count)s piece", "%(count)s pieces", printed.pieces, count=pieces))
    yield from map(_point, _files(line))
    size = {name: _mm(value) for name, value in (("width", printed.width_mm), ("height", printed.height_mm))}
    trim = gettext("Trim size %(width)s × %(height)s mm", **size)
    bleed = gettext("%(bleed)s mm bleed on each side", bleed=_mm(printed.bleed_mm))
    yield _point(f"{trim}, {bleed}")
    sides = (
        gettext("Printed on both sides, 4/4") if printed.sides == 2 else gettext("Printed on one side, 4/0")
    )
    colours = gettext("colours for coated paper (FOGRA39)")
    yield _point(f"{sides}; PDF/X-4, {colours}")
    if printed.flip:
        yield _point(_imposed(printed.flip, printed.sides))
    if printed.repeat > 1:
        repeat = format_decimal(printed.repeat)
        yield _point(gettext("Every page is the same: please print the file %(times)s times.", times=repeat))
    else:
        yield _point(
            gettext(
                "Digital printing: every piece has a code of its own. Please print each page exactly once, "
                "leave none out and print none twice, also when you replace spoilt sheets."
            )
        )
        yield _point(gettext("Please keep the pieces in the order of the file."))
    yield _point(gettext("Please do not scale the pages, and change nothing in the codes."))


def _files(line: LineShown) -> Iterator[str]:
    """Yield the files that are to be printed; of many only the first and the last."""
    files = [one.file for one in line.of(Purpose.PRINT)]
    if len(files) <= _MOST_NAMED:
        for file in files:
            yield gettext("File: %(name)s (%(size)s)", name=file.name, size=size_words(file.size))
        return
    size = size_words(sum(file.size for file in files))
    first, last = files[0].name, files[-1].name
    yield gettext(
        "%(number)s files, %(first)s to %(last)s (%(size)s)",
        number=len(files),
        first=first,
        last=last,
        size=size,
    )


def _imposed(flip: str, sides: int) -> str:
    sheet = str(gettext("The sheets are imposed already, with crop marks."))
    if sides == 1:
        return sheet
    turn = (
        gettext("Turn about the long edge.") if flip == "long-edge" else gettext("Turn about the short edge.")
    )
    return f"{sheet} {turn}"


def _mm(value: float) -> str:
    return str(format_decimal(round(value, 1)))


def _point(text: str) -> str:
    return f"- {text}"
