"""What a draft will look like, and the logos of an organisation. No pages: the jobs process reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.times import to_text, to_time
from tracker.studio.orders import LogoFile
from tracker.studio.shown import Fit, Shown

OWN_FIELDS = ("library", "address", "hours", "imprint")
"""Fields that every design calls alike and every library fills in for itself, mostly once."""
_LOGOS = "SELECT id, name, added_at, notes, inks FROM logo"
_OWN_TEXTS = (
    "SELECT field, text FROM draft_text JOIN draft ON draft.id = draft_id"
    " WHERE field IN (SELECT value FROM json_each(?)) AND organisation_id = ? ORDER BY changed_at"
)
OWN_COLOURS = "."
"""Stands where a batch names its colours, for the design's own; no variant can be called so."""
_TEXTS = "SELECT field, text FROM draft_text WHERE draft_id = ? AND design = ?"


@dataclass(frozen=True, slots=True)
class LogoLine:
    """A logo that was handed in, without its file.

    Attributes:
        notes: What was done to it (`tracker.studio.orders.TakenLogo`).
        inks: For each colour of a drawing what it is printed in.
    """

    id: int
    name: str
    added_at: datetime
    notes: tuple[str, ...]
    inks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DraftDesign:
    """What a draft will look like.

    Attributes:
        shown: The design as it was when it was chosen.
        variant: Its colour variant, ``""`` for its own colours.
        texts: Text by field, as far as they were written; all others are the design's own.
        is_looked_at: Whether somebody saved its texts.
        faults: How many faults kept it from the press when it was saved.
        stamp: Of its files as they were seen when it was ordered, ``""`` if nobody looked.
    """

    draft_id: int
    shown: Shown
    variant: str
    texts: Mapping[str, str] = field(compare=False)
    logo: LogoLine | None
    is_looked_at: bool
    faults: int
    stamp: str = ""

    @property
    def design(self) -> str:
        """Its name."""
        return self.shown.name

    @property
    def title(self) -> str:
        """What people call it."""
        return self.shown.title

    @property
    def width_mm(self) -> float:
        """Width of a piece."""
        return self.shown.width_mm

    @property
    def height_mm(self) -> float:
        """Height of a piece."""
        return self.shown.height_mm

    @property
    def bleed_mm(self) -> float:
        """Bleed on each side."""
        return self.shown.bleed_mm

    @property
    def sides(self) -> int:
        """One or two."""
        return self.shown.sides

    @property
    def variants(self) -> tuple[tuple[str, str], ...]:
        """Name and title of each colour variant, without the design's own colours."""
        return tuple((one.name, one.title) for one in self.shown.variants if one.name)

    def variant_of(self, chosen: str) -> str:
        """Return in which variant a batch is printed.

        Args:
            chosen: Its own, `OWN_COLOURS`, or ``""`` for the draft's.
        """
        return "" if chosen == OWN_COLOURS else chosen or self.variant

    def colours_of(self, variant: str) -> str:
        """Return the title of a variant, else its name; ``""`` for the design's own colours."""
        return dict(self.variants).get(variant, variant)

    @property
    def fits(self) -> tuple[Fit, ...]:
        """The sheets on which it can be printed."""
        return self.shown.fits

    @property
    def all_texts(self) -> dict[str, str]:
        """The text of every field, the design's own where nobody wrote one."""
        return {one.name: self.texts.get(one.name, one.default or "") for one in self.shown.fields}

    @property
    def version(self) -> tuple[object, ...]:
        """Everything that a form shows of it, for `tracker.staff.version.version_of`."""
        logo = self.logo.id if self.logo else 0
        return self.design, self.variant, logo, tuple(sorted(self.texts.items()))


def design_of(db: Database, draft_id: int) -> DraftDesign | None:
    """Return what a draft will look like; ``None`` if no design was chosen yet."""
    row = db.execute(
        "SELECT shown, variant, logo_id, looked_at, faults, stamp FROM draft_design WHERE draft_id = ?",
        [draft_id],
    ).fetchone()
    if row is None:
        return None
    shown = Shown.from_json(row[0])
    texts = dict(db.execute(_TEXTS, [draft_id, shown.name]).fetchall())
    logo = _logo(db, row[2]) if row[2] is not None else None
    return DraftDesign(draft_id, shown, row[1], texts, logo, bool(row[3]), row[4], row[5])


def choose(db: Database, draft_id: int, shown: Shown, logo_id: int | None, own: Mapping[str, str]) -> None:
    """Choose a design for a draft in place of the one it had, whose texts are kept.

    Args:
        shown: The design.
        logo_id: The logo that it begins with.
        own: Texts that it begins with, unless it had some before.
    """
    with transaction(db):
        had = design_of(db, draft_id)
        db.execute("DELETE FROM draft_design WHERE draft_id = ?", [draft_id])
        db.execute(
            "INSERT INTO draft_design (draft_id, shown, logo_id) VALUES (?, ?, ?)",
            [draft_id, shown.to_json(), had.logo.id if had and had.logo else logo_id],
        )
        known = {field.name for field in shown.fields}
        rows = [(draft_id, shown.name, name, text) for name, text in own.items() if name in known]
        db.conn.executemany("INSERT OR IGNORE INTO draft_text VALUES (?, ?, ?, ?)", rows)


def write(db: Database, found: DraftDesign, variant: str, texts: Mapping[str, str], faults: int) -> None:
    """Write a design's texts and colours, which somebody has seen.

    Args:
        found: The design, as it is now.
        faults: How many faults keep it from the press.
    """
    with transaction(db):
        db.execute(
            "UPDATE draft_design SET shown = ?, variant = ?, looked_at = 1, faults = ? WHERE draft_id = ?",
            [found.shown.to_json(), variant, faults, found.draft_id],
        )
        where = [found.draft_id, found.design]
        db.execute("DELETE FROM draft_text WHERE draft_id = ? AND design = ?", where)
        rows = [(*where, name, text) for name, text in texts.items()]
        db.conn.executemany("INSERT INTO draft_text VALUES (?, ?, ?, ?)", rows)


def set_logo(db: Database, draft_id: int, logo_id: int | None) -> None:
    """Print a logo on a draft's pieces, or none."""
    with transaction(db):
        db.execute("UPDATE draft_design SET logo_id = ? WHERE draft_id = ?", [logo_id, draft_id])


def set_faults(db: Database, draft_id: int, faults: int) -> None:
    """Write how many faults keep a draft's design from the press; of one that is ordered nothing changes."""
    with transaction(db):
        db.execute(
            "UPDATE draft_design SET faults = ? WHERE draft_id = ?"
            " AND EXISTS (SELECT 1 FROM draft WHERE id = draft_id AND ordered_at IS NULL)",
            [faults, draft_id],
        )


def note_seen(db: Database, draft_id: int, stamp: str) -> None:
    """Write with what files a draft's design was seen without a fault, before it is ordered."""
    with transaction(db):
        db.execute("UPDATE draft_design SET stamp = ?, faults = 0 WHERE draft_id = ?", [stamp, draft_id])


def copy_design(db: Database, from_draft: int, to_draft: int) -> None:
    """Let a draft look like another one."""
    with transaction(db):
        db.execute(
            "INSERT INTO draft_design (draft_id, shown, variant, logo_id, looked_at, faults)"
            " SELECT ?, shown, variant, logo_id, looked_at, faults FROM draft_design WHERE draft_id = ?",
            [to_draft, from_draft],
        )
        db.execute(
            "INSERT INTO draft_text SELECT ?, design, field, text FROM draft_text WHERE draft_id = ?",
            [to_draft, from_draft],
        )


def add_logo(db: Database, organisation_id: int, logo: LogoFile, notes: tuple[str, ...]) -> int:
    """Keep a logo and return its number."""
    with transaction(db):
        cursor = db.execute(
            "INSERT INTO logo (organisation_id, name, content, inks, notes, added_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                organisation_id,
                logo.name,
                logo.data,
                json.dumps(logo.inks),
                " ".join(notes),
                to_text(None),
            ],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid


def logo_file(db: Database, logo_id: int) -> LogoFile:
    """Return a logo as it is printed."""
    name, content, inks = db.execute(
        "SELECT name, content, inks FROM logo WHERE id = ?", [logo_id]
    ).fetchone()
    return LogoFile(name, content, _inks(inks))


def logos_of(db: Database, organisation_id: int, most: int = 6) -> tuple[LogoLine, ...]:
    """Return the logos of an organisation, the newest first."""
    rows = db.execute(f"{_LOGOS} WHERE organisation_id = ? ORDER BY id DESC LIMIT ?", [organisation_id, most])
    return tuple(_line(row) for row in rows)


def last_logo(db: Database, organisation_id: int) -> int | None:
    """Return the logo that the organisation used last; ``None`` if that piece had none."""
    row = db.execute(
        "SELECT logo_id FROM draft_design JOIN draft ON draft.id = draft_id WHERE organisation_id = ?"
        " ORDER BY changed_at DESC, draft_id DESC LIMIT 1",
        [organisation_id],
    ).fetchone()
    return None if row is None else row[0]


def own_texts(db: Database, organisation_id: int) -> dict[str, str]:
    """Return what an organisation wrote last in the fields that are the same for every piece."""
    rows = db.execute(_OWN_TEXTS, [json.dumps(OWN_FIELDS), organisation_id])
    return {name: text for name, text in rows if text.strip()}


def _logo(db: Database, logo_id: int) -> LogoLine:
    return _line(db.execute(f"{_LOGOS} WHERE id = ?", [logo_id]).fetchone())


def _line(row: tuple[int, str, str, str, str]) -> LogoLine:
    return LogoLine(row[0], row[1], to_time(row[2]), tuple(row[3].split()), _inks(row[4]))


def _inks(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((colour, ink) for colour, ink in json.loads(text))
