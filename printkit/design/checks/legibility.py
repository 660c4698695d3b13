"""Rules about what a press can hold: type and line sizes, ink, resolution, and the QR code itself.

Sources: Ghent Workgroup 2015/2022 (R0009–R0031), and DENSO's rules for QR codes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from printkit.design.design import Code, Image, LogoBox
from printkit.design.layout import Placed, paints_of
from printkit.design.marks import Outline, Paint, Picture, TextRun
from printkit.design.tables import Report
from printkit.errors import Severity
from printkit.units import MM, mm_text

TYPE_ERROR, TYPE_WARNING = 5.0, 6.0  # points
WHITE_TYPE, MULTI_INK_TYPE = 7.0, 9.0
LINE_ERROR, LINE_WARNING = 0.125, 0.25
TOTAL_INK = 3.0  # FOGRA39L, coated
PPI_ERROR, PPI_WARNING = 150, 250
MODULE_ERROR, MODULE_WARNING = 0.33 * MM, 0.4 * MM
GRID = 0.24  # points; symbols stand on 1/300 inch
QUIET_MODULES = 8
_SEEN = 0.1  # an ink below this share does not show when it is out of register
# K100 on these keeps ISO 15415 symbol contrast B or better, also under red light (print.md 1.5).
_PANEL_LIMIT = {"cyan": 0.1, "magenta": 0.15, "yellow": 0.5, "black": 0.1}


def check_legibility(
    placed: Iterable[Placed],
    lines: tuple[tuple[Placed, TextRun], ...],
    modules: Callable[[str], int],
    report: Report,
) -> None:
    """Note type, lines, inks, pictures and symbols that a press cannot hold.

    Args:
        placed: The elements as placed.
        lines: The short links as set for a sample.
        modules: Modules per side of the symbol for an error correction level.
        report: Where findings go.
    """
    parts = list(placed)
    inks: dict[str, None] = {}
    for part in parts:
        runs = [mark for mark in part.marks if isinstance(mark, TextRun)]
        runs += [run for owner, run in lines if owner is part]
        if runs:
            _check_type(min(runs, key=lambda run: run.size), part.element.key, report)
        _check_strokes(part, report)
        match part.element:
            case Code() as code:
                _check_code(code, modules(code.level), report)
            case Image() as image:
                _check_resolution(part, image, "The picture", report)
            case LogoBox(image=Image() as image):
                _check_resolution(part, image, "The logo", report)
        paints = [paint for mark in part.marks for paint in paints_of(mark)]
        _check_ink([*paints, *(run.ink for run in runs)], inks, report)


def _check_type(run: TextRun, key: str, report: Report) -> None:
    size = run.size
    value = f"{size:g}pt"
    if size < TYPE_ERROR - 1e-6:
        message = f"The text is set in {size:.3g} pt; below {TYPE_ERROR:g} pt it cannot be read."
        report.add("type-size", key, message, "Shorten it, or make its box or size larger.", value)
    elif size < TYPE_WARNING - 1e-6:
        message = f"The text is set in {size:.3g} pt; many people cannot read less than {TYPE_WARNING:g} pt."
        report.add("type-size", key, message, "Make it larger if there is room.", value, "warning")
    if _inks_seen(run.ink) > 1 and size < MULTI_INK_TYPE - 1e-6:
        message = f"Text of {size:.3g} pt is printed from several inks and blurs if they are not in register."
        remedy = f"Use an ink of one colour, such as black, below {MULTI_INK_TYPE:g} pt."
        report.add("multi-ink-type", key, message, remedy, run.ink.ink.name, "warning")
    if _is_paper(run.ink) and TYPE_WARNING - 1e-6 <= size < WHITE_TYPE - 1e-6:
        message = f"White text of {size:.3g} pt closes up when ink spreads."
        remedy = f"Make it at least {WHITE_TYPE:g} pt."
        report.add("white-type", key, message, remedy, value, "warning")


def _inks_seen(paint: Paint) -> int:
    return 1 if paint.ink.spot else sum(share > _SEEN for share in paint.cmyk)


def _is_paper(paint: Paint) -> bool:
    return not paint.ink.spot and not any(paint.cmyk)


def _check_strokes(part: Placed, report: Report) -> None:
    widths = [mark.stroke_width for mark in part.marks if isinstance(mark, Outline) and mark.stroke]
    thinnest = min(widths, default=math.inf)
    if thinnest < LINE_WARNING - 1e-6:
        severe = thinnest < LINE_ERROR - 1e-6
        message = f"A line is {thinnest:.3g} pt thin" + (" and will break up." if severe else ".")
        remedy = f"Make it at least {LINE_WARNING:g} pt."
        report.add("line-width", part.element.key, message, remedy, "", "error" if severe else "warning")


def _check_ink(paints: Iterable[Paint], known: dict[str, None], report: Report) -> None:
    for paint in paints:
        total, name = sum(paint.cmyk), paint.ink.name
        if paint.ink.spot or total <= TOTAL_INK + 1e-9 or name in known:
            continue
        known[name] = None
        message = (
            f'The ink "{name}" adds up to {total * 100:.0f} %; more than {TOTAL_INK * 100:.0f} % smears.'
        )
        key = f"logo ink {name}" if name.startswith("#") else f"inks.{name}"
        report.add("total-ink", key, message, "Take out the grey part: less C, M, Y and more K.")


def _check_resolution(part: Placed, image: Image, what: str, report: Report) -> None:
    for mark in part.marks:
        if not isinstance(mark, Picture):
            continue
        ppi = image.pixels[0] / (mark.width / 72)
        if ppi < PPI_WARNING:
            severe = ppi < PPI_ERROR
            message = f"{what} has {ppi:.0f} ppi in this size" + (" and will look coarse." if severe else ".")
            remedy = f"Use a larger file or a smaller box; {PPI_WARNING} ppi and more are good."
            key = image.key
            report.add("resolution", key, message, remedy, image.file, "error" if severe else "warning")


def _check_code(code: Code, modules: int, report: Report) -> None:
    per_side = modules + QUIET_MODULES
    module = math.floor(code.size / per_side / GRID + 1e-9) * GRID
    needed = math.ceil(MODULE_WARNING / GRID - 1e-9) * GRID * per_side
    if module < MODULE_WARNING:
        severe = module < MODULE_ERROR
        message = (
            f"The modules of the QR code are {mm_text(module)} wide ({modules} and the quiet zone on "
            f"{mm_text(code.size)}); phones need {mm_text(MODULE_ERROR if severe else MODULE_WARNING)}."
        )
        lower = " or use a lower level" if code.level in ("Q", "H") else ""
        remedy = f"Make it {math.ceil(needed / MM * 10 - 1e-6) / 10:g} mm large{lower}."
        severity: Severity = "error" if severe else "warning"
        report.add("module-size", code.key, message, remedy, mm_text(code.size), severity)
    _check_level(code, report)
    _check_panel(code, report)


def _check_level(code: Code, report: Report) -> None:
    if code.level == "L":
        message = "Level L reads no more after little dirt or wear."
        report.add("qr-level", code.key, message, "Use M, or Q for bookmarks.", "L", "warning")
    elif code.level == "H":
        message = "Level H makes the modules smaller, and small modules fail sooner than dirty ones."
        report.add("qr-level", code.key, message, "Use Q.", "H", "warning")


def _check_panel(code: Code, report: Report) -> None:
    shares = dict(zip(_PANEL_LIMIT, code.panel.cmyk, strict=True))
    over = [
        f"{share * 100:.0f} % {name}" for name, share in shares.items() if share > _PANEL_LIMIT[name] + 1e-9
    ]
    if over:
        message = f"The panel under the QR code is too dark for scanners ({', '.join(over)})."
        report.add("qr-panel", code.key, message, "Use paper or a light yellow.", code.panel.ink.name)
