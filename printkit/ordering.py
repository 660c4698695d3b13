"""What joins what is ordered with what is printed: sample links, and what is found in a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from printkit.design.checks.check import check
from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.design import Design
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import DesignSource
from printkit.errors import Problem, SignetError
from printkit.press.job import Piece
from printkit.press.symbols.qr import form_for
from printkit.store.codes import ALPHABET
from printkit.store.links import BaseUrl

SAMPLE_BASE = "https://qr.example.de"
SAMPLE_CODE = "BCD2FG"


def sample_piece(base: BaseUrl, code_length: int = len(SAMPLE_CODE)) -> Piece:
    """Return a piece with a code that stands for any: for checks and previews, never for print."""
    code = SAMPLE_CODE.ljust(code_length, SAMPLE_CODE[-1])
    return Piece(1, base.qr_link(code), base.short_link(code), code)


def findings_for(
    design: Design, texts: Mapping[str, str], piece: Piece, links: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a design and these texts with links like this piece's.

    Args:
        design: The design.
        texts: Its texts by field.
        piece: Stands for all pieces.
        links: All links of the run, where they are not all of a kind; else any code may come in place of
            this piece's.
    """
    run = links or (piece.link,)
    letters = "" if links else ALPHABET
    return check(design, texts, piece.text, piece.code, lambda level: form_for(run, level).modules, letters)


def passed(
    design: Design, texts: Mapping[str, str], piece: Piece, links: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Let a design pass to the press, and return the warnings. Arguments as for `findings_for`.

    Raises:
        SignetError: With all errors that `findings_for` returns.
    """
    findings = findings_for(design, texts, piece, links)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise SignetError(errors)
    return findings


def findings_in_variants(
    source: DesignSource, choices: Choices, given: Mapping[str, str], piece: Piece
) -> tuple[Design, tuple[Problem, ...]]:
    """Return a design and all that is wrong with it: in the chosen variant, else in its base and in each.

    What is wrong in a variant alone names it. Required texts may be missing.

    Raises:
        SignetError: If the design, its texts or what was chosen cannot be used at all.
    """
    design = load_design(with_choices(source, choices))
    texts = resolve_texts(design, given, samples=True)
    findings = findings_for(design, texts, piece)
    for name in () if choices.variant else design.variants:
        other = load_design(with_choices(source, replace(choices, variant=name)))
        own = [finding for finding in findings_for(other, texts, piece) if finding not in findings]
        findings += tuple(replace(finding, key=f"variants.{name}: {finding.key}") for finding in own)
    return design, findings
