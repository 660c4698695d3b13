"""A logo that cannot be printed keeps the design from the press at once; a better one frees it again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask.testing import FlaskClient
from PIL import Image
from sqlite_utils import Database

from tracker.staff.design.step import design_step

Sent = Callable[..., dict[str, str]]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10H0z"/></svg>'


def test_faults_are_noted_with_every_change_of_the_logo(
    editor: FlaskClient, address: str, sent: Sent, db: Database, draft_id: int
) -> None:
    token = sent(editor, f"{address}/gallery", design="wish-bookmark")
    editor.post(f"{address}/gallery", data=token)
    editor.post(f"{address}/texts", data=sent(editor, f"{address}/texts"))
    assert design_step(db, draft_id).state == "done"

    def hand_in(data: bytes, name: str) -> str:
        form = {**sent(editor, f"{address}/logo"), "file": (BytesIO(data), name)}
        said = editor.post(f"{address}/logo", data=form, follow_redirects=True).text
        assert ("lässt sich aber so nicht drucken" in said) == (design_step(db, draft_id).state == "faulty")
        return design_step(db, draft_id).state

    coarse = BytesIO()
    Image.new("L", (8, 4), 80).save(coarse, "PNG")
    assert hand_in(coarse.getvalue(), "coarse.png") == "faulty"
    assert hand_in(SVG, "fine.svg") == "done"
    for logo, state in (("1", "faulty"), ("", "done"), ("1", "faulty"), ("2", "done")):
        editor.post(f"{address}/logo/choose", data={**sent(editor, f"{address}/logo"), "logo": logo})
        assert design_step(db, draft_id).state == state, logo
