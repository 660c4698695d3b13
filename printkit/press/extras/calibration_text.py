"""What the calibration sheet says, in German and English."""

from __future__ import annotations

from dataclasses import dataclass

from printkit.press.extras.measuring import INSET, Figures, Page
from printkit.press.imposing.printer import Printer
from printkit.press.imposing.sheet import Sheet
from printkit.units import to_mm


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a heading."""

    text: str
    heading: bool = False


def front_words(sheet: Sheet, page: Page, printer: Printer | None) -> tuple[Paragraph, ...]:
    """Return what the front says: how to print it, what to measure, and how to write it down."""
    command = f"printkit calibrate --sheet {sheet.name} --printer NAME --front A B C D --register V W"
    flip_de, flip_en = ("lange", "long") if page.long_edge else ("kurze", "short")
    used_de = f" Gedruckt für den Drucker „{printer.title}“." if printer else ""
    used_en = f" Printed for the printer “{printer.title}”." if printer else ""
    true = _true("ABCD", page)
    return (
        Paragraph(f"Kalibrierbogen {sheet.title}: Vorderseite", heading=True),
        Paragraph(
            f"Mit 100 % drucken (nicht „an Seite anpassen“), beidseitig, über die {flip_de} Kante "
            f"gewendet.{used_de}"
        ),
        Paragraph(
            "A: vom linken Papierrand bis zum linken Kreuz. B: von dort bis zum rechten Kreuz. C: vom oberen "
            f"Papierrand bis zum oberen Kreuz. D: von dort bis zum unteren Kreuz. Richtig wären {true}."
        ),
        Paragraph(
            "Gegen das Licht halten, die Vorderseite zu sich. V, W: die Zahl, bei der ein Strich der "
            "Rückseite genau einen Strich der Vorderseite fortsetzt (ein Strich ist 0,1 mm). Richtig wäre 0. "
            "Bei dickem Papier: siehe Rückseite."
        ),
        _NOTES,
        Paragraph(f"Eintragen: {command}"),
        Paragraph(
            "Noch einmal mit --printer NAME drucken: Jetzt stimmt alles. Einen Rest trägt man mit --add "
            "nach. Der erste sichtbare Strich der Randskalen zeigt, wie nah an die Kante der Drucker druckt."
        ),
        Paragraph(f"Calibration sheet {sheet.title}: front", heading=True),
        Paragraph(
            f"Print at 100 % (not “fit to page”), on both sides, flipped on the {flip_en} edge.{used_en}"
        ),
        Paragraph(
            "A: from the left edge of the paper to the left cross. B: from there to the right cross. C: from "
            "the upper edge of the paper to the upper cross. D: from there to the lower cross. "
            f"True would be {true}."
        ),
        Paragraph(
            "Hold it against the light, the front towards you. V, W: the number at which a line of the back "
            "continues a line of the front exactly (a line is 0.1 mm). True would be 0. With thick paper: "
            "see the back."
        ),
        _NOTES,
        Paragraph(f"Write it down: {command}"),
        Paragraph(
            "Print again with --printer NAME: now all is true. What is left over is added with --add. The "
            "first visible line of the scales at the edges shows how close to the edge the printer prints."
        ),
    )


def back_words(page: Page) -> tuple[Paragraph, ...]:
    """Return what the back says: how to measure it instead of holding it against the light."""
    true = _true("EFGH", page)
    return (
        Paragraph("Rückseite", heading=True),
        Paragraph(
            "Statt V und W kann man E, F, G und H messen wie A bis D, auf dieser Seite gesehen: "
            f"--back E F G H statt --register V W. Richtig wären {true}."
        ),
        Paragraph("Back", heading=True),
        Paragraph(
            "Instead of V and W you can measure E, F, G and H like A to D, as you look at this side: "
            f"--back E F G H instead of --register V W. True would be {true}."
        ),
    )


_NOTES = Paragraph("A ________   B ________   C ________   D ________   V ________   W ________")


def _true(letters: str, page: Page) -> str:
    true = Figures.true(page)
    values = (INSET, true.across, INSET, true.down)
    return (
        ", ".join(f"{letter} {to_mm(value):.1f}" for letter, value in zip(letters, values, strict=True))
        + " mm"
    )
