"""Handing out: bundles to places, what came back, what was spoilt, and how that is put right."""
