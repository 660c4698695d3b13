"""The numbers of words: what a row of counts or an event says, in as few bytes as possible."""

from __future__ import annotations

from sqlite_utils import Database


class Dictionary:
    """The words of one database, as they are at the beginning of a transaction.

    Args:
        db: From `tracker.database.connect`.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        rows = db.execute("SELECT kind, word, id FROM hit_word").fetchall()
        self._numbers = {(kind, word): number for kind, word, number in rows}
        self._words: dict[int, str] = {number: word for _, word, number in rows}

    def number(self, kind: str, word: str) -> int:
        """Return the number of a word; a new one is written down, inside the caller's transaction."""
        found = self._numbers.get((kind, word))
        if found is None:
            sql = "INSERT INTO hit_word (kind, word) VALUES (?, ?) RETURNING id"
            found = int(self._db.execute(sql, [kind, word]).fetchone()[0])
            self._numbers[kind, word], self._words[found] = found, word
        return found

    def word(self, number: int) -> str:
        """Return the word of a number."""
        return self._words[number]
