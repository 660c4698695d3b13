"""Frozen files: the design of a minted batch, stored once by content and proved when read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from hashlib import sha256

from sqlite_utils import Database

from printkit.errors import SignetError


def freeze_files(db: Database, batch_id: int, files: Mapping[str, bytes]) -> None:
    """Keep the files of a draft batch; the same content is kept once for all batches.

    Raises:
        SignetError: An earlier batch froze the same file, and it is damaged.
    """
    for path, content in files.items():
        digest = sha256(content).hexdigest()
        try:
            db.execute("INSERT INTO frozen_file VALUES (?, ?) ON CONFLICT DO NOTHING", [digest, content])
        except sqlite3.IntegrityError as error:
            raise SignetError.of(
                "frozen-file",
                "An earlier batch froze this file as well, but it is not what it was then.",
                "Restore the database from a backup.",
                key=path,
            ) from error
        db.execute("INSERT INTO batch_file VALUES (?, ?, ?)", [batch_id, path, digest])


def frozen_files(db: Database, batch_id: int) -> dict[str, bytes]:
    """Return the files of a batch, path to bytes, exactly as they were at minting.

    Raises:
        SignetError: A file is not what was frozen: the database is damaged or was tampered with.
    """
    files: dict[str, bytes] = {}
    rows = db.execute(
        "SELECT path, sha256, content FROM batch_file JOIN frozen_file USING (sha256) WHERE batch_id = ?"
        " ORDER BY path",
        [batch_id],
    )
    for path, digest, content in rows:
        if sha256(content).hexdigest() != digest:
            raise SignetError.of(
                "frozen-file",
                "This file is not what was frozen at minting, so the batch cannot be printed as it was.",
                "Restore the database from a backup.",
                file=f"batch {batch_id}",
                key=path,
            )
        files[path] = content
    return files
