"""The library's logo: taken apart, put into the inks of the press, and fitted whole into its box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fontTools.misc.transform import Identity

from printkit.design.bench import Bench
from printkit.design.choosing.choices import LOGO_FILE, Logo
from printkit.design.choosing.logofile import MOST_SVG_BYTES, is_svg, logo_problem, refuse_other_files
from printkit.design.choosing.logoinks import BLACK_AND_WHITE, read_logo_inks, unknown_colours
from printkit.design.design import Design, Image, LogoBox
from printkit.design.drawings import geometry
from printkit.design.drawings.artwork import Drawing, read_drawing
from printkit.design.drawings.geometry import Extent
from printkit.design.drawings.pictures import picture_pixels
from printkit.design.inks import SvgColour
from printkit.design.marks import Ink, Outline, Paint
from printkit.design.shapes import OVERHANG, scaled
from printkit.design.tables import PAPER, Report, Table
from printkit.errors import Problem, SignetError

_WHITE = "#ffffff"
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}


class _EveryColour(Mapping[str, SvgColour]):
    """Lets a logo be read in whatever colours it has: each stands for an ink of its own name."""

    def __getitem__(self, colour: str) -> SvgColour:
        return SvgColour(colour, Paint(Ink(colour, PAPER.cmyk)))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a logo may stand, and how it is printed there.

    Attributes:
        across: Where in the box a narrower logo stands, from 0 to 1; ``down`` a lower one.
        ink: What the whole logo is printed in; ``None`` for its own colours.
        ground: What its white parts are printed in where it is printed in one ink.
    """

    x: float
    y: float
    width: float
    height: float
    across: float
    down: float
    ink: Paint | None
    ground: Paint | None

    def fit(self, width: float, height: float) -> tuple[float, float, float]:
        """Return how much something is scaled to fit whole, and where its top left corner then lies."""
        scale = min(self.width / width, self.height / height)
        x = self.x + (self.width - width * scale) * self.across
        return scale, x, self.y + (self.height - height * scale) * self.down


def read_logo(table: Table, label: str, bench: Bench) -> LogoBox:
    """Read room for the library's logo, and fit the logo into it if there is one."""
    box = _Box(
        x=table.length("x"),
        y=table.length("y"),
        width=table.length("width", above=0.0),
        height=table.length("height", above=0.0),
        across=_SHARES[table.choice("align", ("left", "center", "right"), "left")],
        down=_SHARES[table.choice("valign", ("top", "middle", "bottom"), "top")],
        ink=table.paint("ink"),
        ground=table.paint("ground"),
    )
    if table.has("ground") and not table.has("ink"):
        remedy = "Take it out, or add ink."
        table.fault("logo-ground", "ground", '"ground" is for logos that are printed in one ink.', remedy)
    empty = LogoBox(
        key=label, condition=bench.condition(table), x=box.x, y=box.y, width=box.width, height=box.height
    )
    logo = bench.choices.logo
    if logo is None:
        return empty
    try:
        refuse_other_files(logo)
        if is_svg(logo.data):
            return replace(empty, outlines=_fitted(logo, box, bench, table.report))
        return replace(empty, image=_bitmap(logo, label, box, bench))
    except SignetError as error:
        table.report.problems.extend(logo_problem(problem, logo) for problem in error.problems)
    return empty


def logo_colours(logo: Logo) -> tuple[str, ...]:
    """Return the colours of an SVG logo (``#rrggbb``), to choose inks for them.

    Raises:
        SignetError: With all in it that cannot be printed.
    """
    try:
        return tuple(sorted(_drawing(logo).inks))
    except SignetError as error:
        raise SignetError(logo_problem(problem, logo) for problem in error.problems) from error


def _drawing(logo: Logo) -> Drawing:
    if len(logo.data) > MOST_SVG_BYTES:
        message = f"The logo has more than {MOST_SVG_BYTES // 2**20} MB."
        raise SignetError.of("logo-size", message, "Take out hidden parts and simplify its paths.")
    return read_drawing(logo.data, logo.name, _EveryColour())


def check_logo(design: Design, bench: Bench, report: Report) -> None:
    """Note a logo for which there is no room, and what waits for a logo in vain."""
    boxes = [element for _, found in design.sides for element in found if isinstance(element, LogoBox)]
    add = 'add an element with type = "logo" to the design'
    if design.logo and not boxes:
        message = "The design has no room for a logo."
        report.add("no-logo-box", "logo", message, f"Leave the logo out, or {add}.")
    if bench.choices.logo_inks and not design.logo:
        message = "There are inks for a logo, but no logo."
        report.add("no-logo", "logo inks", message, "Hand in the logo, or leave its inks out.")
    for key in bench.logo_conditions if not boxes else ():
        message = "This asks for the logo, but the design has no room for one."
        report.add("no-logo-box", key, message, f"Take it out, or {add}.")


def _fitted(logo: Logo, box: _Box, bench: Bench, report: Report) -> tuple[Outline, ...]:
    drawing = _drawing(logo)
    if drawing.overhang > OVERHANG:
        message = "Parts of the logo lie outside its page (view box); they are printed as well."
        remedy = "Take them out if they do not belong to the logo, or make its page larger."
        report.problems.append(Problem("svg-outside", message, remedy, logo.name, severity="warning"))
    if any(outline.stroke for outline in drawing.outlines):
        message = "The logo has lines; they are printed with round ends and corners."
        remedy = "If they end or turn sharply, turn them into paths (Inkscape: Stroke to Path)."
        report.problems.append(Problem("logo-lines", message, remedy, logo.name, severity="warning"))
    if box.ink is None:
        outlines = _in_its_colours(drawing, logo, bench, report)
    else:
        outlines = _in_one_ink(drawing, logo, box.ink, box.ground)
    reach = _reach(outlines)
    scale, x, y = box.fit(max(reach.width, 1e-9), max(reach.height, 1e-9))
    return scaled(outlines, Identity.translate(x - reach.left * scale, y - reach.top * scale), scale)


def _in_its_colours(drawing: Drawing, logo: Logo, bench: Bench, report: Report) -> tuple[Outline, ...]:
    own = read_logo_inks(bench.choices.logo_inks, bench.inks.palette, report)
    known = {**BLACK_AND_WHITE, **{c: stands.paint for c, stands in bench.inks.colours.items()}, **own}
    unknown = sorted(drawing.inks - set(known))
    if unknown:
        raise SignetError([unknown_colours(unknown, logo)])
    if all(_is_white(outline) for outline in drawing.outlines):
        message = "The logo is white all over: upon paper or a light ink nobody sees it."
        remedy = "Use its dark form, unless the design is dark behind it."
        report.problems.append(Problem("logo-white", message, remedy, logo.name, severity="warning"))
    for colour in sorted(set(own) - drawing.inks):
        message, has = f"The logo has no colour {colour}.", f"It has {', '.join(sorted(drawing.inks))}."
        report.add("logo-ink", f"logo ink {colour}", message, has, severity="warning")
    return tuple(_painted(outline, known) for outline in drawing.outlines)


def _painted(outline: Outline, known: Mapping[str, Paint]) -> Outline:
    fill, stroke = (known[paint.ink.name] if paint else None for paint in (outline.fill, outline.stroke))
    return replace(outline, fill=fill, stroke=stroke)


def _in_one_ink(drawing: Drawing, logo: Logo, ink: Paint, ground: Paint | None) -> tuple[Outline, ...]:
    """Print a logo as a silhouette: white on nothing is left out, white on the rest shows the ground."""
    known = {**dict.fromkeys(drawing.inks, ink), _WHITE: ground or Paint(PAPER)}
    found: list[Outline] = []
    for outline in drawing.outlines:
        if _is_white(outline):
            reach = _reach((outline,))
            if not any(reach.overlaps(_reach((other,))) for other in found):
                continue
            if ground is None:
                raise SignetError.of(
                    "logo-white",
                    "The design prints the logo in one ink, and white parts lie upon others in this logo.",
                    "Use the logo for print in one colour, in which they are cut out.",
                    file=logo.name,
                )
        found.append(_painted(outline, known))
    if not found:
        raise SignetError.of(
            "svg-empty", "The logo shows nothing but white.", "Use its dark form.", file=logo.name
        )
    return tuple(found)


def _is_white(outline: Outline) -> bool:
    return all(paint is None or paint.ink.name == _WHITE for paint in (outline.fill, outline.stroke))


def _reach(outlines: tuple[Outline, ...]) -> Extent:
    boxes = [
        geometry.segments_extent(outline.segments).grown(outline.stroke_width / 2 if outline.stroke else 0.0)
        for outline in outlines
    ]
    corners = [corner for box in boxes for corner in ((box.left, box.top), (box.right, box.bottom))]
    return geometry.extent(corners)


def _bitmap(logo: Logo, label: str, box: _Box, bench: Bench) -> Image:
    pixels = picture_pixels(logo.data)
    if box.ink is not None:
        raise SignetError.of(
            "logo-bitmap",
            f'The design prints the logo in one ink ("{box.ink.ink.name}"), and that takes an SVG file.',
            "Ask whoever drew the logo for it as SVG.",
        )
    if bench.choices.logo_inks:
        message = "A bitmap is in the colours of the press already; inks are for colours of an SVG logo."
        raise SignetError.of("logo-ink", message, "Leave the inks of the logo out.")
    scale, x, y = box.fit(*pixels)
    return Image(
        key=label,
        file=LOGO_FILE,
        x=x,
        y=y,
        width=pixels[0] * scale,
        height=pixels[1] * scale,
        pixels=pixels,
        fit="contain",
    )
