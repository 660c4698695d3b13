"""The room of the design step; its views are in `views`, `pictures` and `logo_views`."""

from __future__ import annotations

from tracker.staff.room import room

design = room("design", "/staff/drafts/<int:draft_id>/design")
