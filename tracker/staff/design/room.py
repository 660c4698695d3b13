"""The room of the design step with all its views."""

from __future__ import annotations

from tracker.staff.design import logo_views, pictures, views
from tracker.staff.design.blueprint import design

__all__ = ["design", "logo_views", "pictures", "views"]
