from __future__ import annotations

from pathlib import Path

from printkit.store.campaigns import campaigns
from printkit.store.database import connect


def test_campaigns_are_listed_newest_first_and_by_organisation(tmp_path: Path) -> None:
    with connect(tmp_path / "campaigns.db") as db:
        assert campaigns(db) == ()
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Other')")
        db.conn.executemany(
            "INSERT INTO campaign (organisation_id, name, demo, created_at) VALUES (?, ?, ?, ?)",
            [
                (1, "Spring", 1, "2026-03-01T10:00:00Z"),
                (1, "Summer", 0, "2026-06-01T10:00:00Z"),
                (2, "Theirs", 0, "2026-07-01T10:00:00Z"),
            ],
        )
        assert [(one.name, one.demo, one.created_at.month) for one in campaigns(db)] == [
            ("Summer", False, 6),
            ("Spring", True, 3),
        ]
        assert [one.name for one in campaigns(db, 2)] == ["Theirs"]
