"""A draft's design → what minting freezes: the same reading, texts and checks as `printkit mint`.

Loads everything of printing: for the jobs process, never for a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from printkit.design.choosing.choices import Choices, Logo, with_choices
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.errors import Problem, SignetError
from printkit.ordering import passed, sample_piece
from printkit.store.links import BaseUrl
from tracker.staff.design.store import design_of, logo_file
from tracker.studio.looks import own_design, stamp_of


@dataclass(frozen=True, slots=True)
class Ready:
    """What a `printkit.store.mint.MintOrder` says about the design.

    Attributes:
        design: Its name.
        texts: The text of every field.
        files: Every file of the design with variant and logo.
        findings: Warnings.
    """

    design: str
    texts: Mapping[str, str]
    files: Mapping[str, bytes] = field(repr=False)
    findings: tuple[Problem, ...] = ()


def ready_batch(db: Database, draft_id: int, base: BaseUrl, code_length: int, variant: str = "") -> Ready:
    """Return a draft's design, ready to be frozen with a batch.

    Args:
        base: Base URL of the short links.
        code_length: Of the codes that the batch will get.
        variant: What the batch chose: a colour variant, `OWN_COLOURS`, or ``""`` for the draft's.

    Raises:
        SignetError: It has no design, or one that was changed since it was ordered, or something keeps it
            from the press.
    """
    found = design_of(db, draft_id)
    if found is None:
        raise SignetError.of("no-design", "No design was chosen.", "Choose one.")
    logo = logo_file(db, found.logo.id) if found.logo and found.shown.takes_logo else None
    choices = Choices(
        found.variant_of(variant),
        Logo(logo.name, logo.data) if logo else None,
        dict(logo.inks) if logo else {},
    )
    source = own_design(found.design)
    design = load_design(with_choices(source, choices))
    if found.stamp and found.stamp != stamp_of(source.folder):
        message = "The design was changed since it was ordered, so nobody has seen what would be printed."
        raise SignetError.of("design-changed", message, "Look at it once more, then order it again.")
    texts = resolve_texts(design, {name: text for name, text in found.texts.items() if name in design.fields})
    findings = passed(design, texts, sample_piece(base, code_length))
    return Ready(design.name, texts, design.files, findings)
