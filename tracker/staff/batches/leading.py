"""Where a batch or one of its codes leads, with its history; and the changes, each with its audit line."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.batches import codes_of, find_code
from printkit.store.database import transaction
from printkit.store.destinations import follow_batch, retarget, retargetings, retire, revive
from printkit.store.model import Batch, BatchKind, Code, Retargeted, Retargeting, Retired
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action, before_and_after
from tracker.staff.audit.lines import about_batch, note
from tracker.staff.typed import NotANumberError, read_count
from tracker.staff.version import version_of


@dataclass(frozen=True, slots=True)
class Leading:
    """Where something leads.

    Attributes:
        code: The single code that is meant, ``None`` for the whole batch.
        address: Where it leads now.
        own: Codes of the batch that lead elsewhere.
        retired: Codes of the batch that are retired by themselves.
        history: The latest first. Of the batch only its own lines; of a code also those of its batch.
    """

    batch: Batch
    code: Code | None
    address: str
    own: tuple[Code, ...]
    retired: tuple[Code, ...]
    history: tuple[Retargeting, ...]

    @property
    def target(self) -> Batch | Code:
        """What can be led elsewhere."""
        return self.code or self.batch

    @property
    def ended_at(self) -> datetime | None:
        """Since when it leads nowhere, by itself or with its batch."""
        return (self.code.retired_at if self.code else None) or self.batch.retired_at

    @property
    def version(self) -> str:
        """What a form was made from."""
        mine = self.code and (self.code.destination, self.code.retired_at)
        return version_of(self.batch.destination, self.batch.retired_at, mine)

    @property
    def who(self) -> str:
        """Who changed it last."""
        return self.history[0].by if self.history else ""

    @property
    def since(self) -> datetime | None:
        """Since when it leads there."""
        return self.history[0].since if self.history else None


def read_leading(db: Database, batch: Batch, code: Code | None = None) -> Leading:
    """Return where a batch, or one of its codes, leads."""
    own, retired = _special(db, batch, "destination_id"), _special(db, batch, "retired_at")
    history = [
        one
        for one in reversed(retargetings(db, code or batch))
        if not one.code or (code and one.code == code.code)
    ]
    destination = (code and code.destination) or batch.destination
    return Leading(batch, code, destination.reference, own, retired, tuple(history))


def find_piece(db: Database, batch: Batch, text: str) -> Code | None:
    """Return the code of a batch by what somebody typed: its position, the code or the whole link."""
    typed = text.strip()
    try:
        if batch.kind is BatchKind.PER_PIECE:
            with suppress(NotANumberError):
                return codes_of(db, batch.id, [read_count(typed)])[0]
        found = find_code(db, typed)
    except SignetError:
        return None
    return found if found.batch_id == batch.id and found.position is not None else None


def lead_elsewhere(
    db: Database, account: Account, leading: Leading, address: str, own_hosts: Collection[str]
) -> Retargeted:
    """Let a batch or a code lead elsewhere.

    Raises:
        SignetError: The address cannot be a destination.
    """
    with transaction(db):
        done = retarget(db, leading.target, address, also_own=own_hosts, by=account.name)
        _note_change(db, account, leading, done)
        return done


def lead_as_batch(db: Database, account: Account, leading: Leading) -> Retargeted:
    """Let a code lead where its batch leads again."""
    assert leading.code is not None
    with transaction(db):
        done = follow_batch(db, leading.code, by=account.name)
        _note_change(db, account, leading, done)
        return done


def set_retired(db: Database, account: Account, leading: Leading, *, retired: bool) -> Retired:
    """Retire a batch or a code, or take that back.

    Raises:
        SignetError: A code is wanted back whose whole batch is retired.
    """
    with transaction(db):
        done = (retire if retired else revive)(db, leading.target)
        if done.changed:
            whole = (Action.BATCH_RETIRED, Action.BATCH_REVIVED)
            single = (Action.CODE_RETIRED, Action.CODE_REVIVED)
            action = (single if leading.code else whole)[0 if retired else 1]
            note(db, account, action, about_batch(leading.batch), leading.code.code if leading.code else "")
        return done


def _note_change(db: Database, account: Account, leading: Leading, done: Retargeted) -> None:
    if not done.changed:
        return
    change = before_and_after(done.before.reference, done.after.reference)
    if leading.code:
        detail = f"{leading.code.code}, {change}"
        note(db, account, Action.CODE_DESTINATION_CHANGED, about_batch(leading.batch), detail)
    else:
        note(db, account, Action.DESTINATION_CHANGED, about_batch(leading.batch), change)


_MOST = 20


def _special(db: Database, batch: Batch, column: str) -> tuple[Code, ...]:
    """Return the codes of a batch that have something of their own, one more than are shown."""
    sql = (
        "SELECT code FROM code INDEXED BY code_of_its_own WHERE batch_id = ?"  # noqa: S608 (constants)
        " AND (destination_id IS NOT NULL OR retired_at IS NOT NULL)"
        f" AND {column} IS NOT NULL AND position IS NOT NULL LIMIT ?"
    )
    return tuple(find_code(db, row[0]) for row in db.execute(sql, [batch.id, _MOST + 1]).fetchall())
