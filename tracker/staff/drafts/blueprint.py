"""The room of drafts; its views are in `views` and `keeping`."""

from __future__ import annotations

from tracker.staff.room import room

drafts = room("drafts", "/staff/drafts")
