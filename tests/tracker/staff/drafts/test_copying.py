"""What a copy of a campaign does not hold is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.batches import batches_of
from printkit.store.campaigns import campaigns
from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from tracker.staff.accounts import Account, Role
from tracker.staff.drafts.copying import campaign_again
from tracker.staff.drafts.model import MOST_ROWS
from tracker.staff.drafts.store import rows_of

Mint = Callable[..., Minted]


def test_batches_that_a_copy_has_no_room_for_are_named(
    db: Database, editor: Account, mint_batch: Mint, sign_in: Callable[..., FlaskClient]
) -> None:
    for number in range(MOST_ROWS + 2):
        mint_batch(campaign="Herbst", name=f"Schule {number}", copies=1)
    mint_batch(campaign="Herbst", name="Plakate", copies=3, kind=BatchKind.ONE_CODE)
    (herbst,) = campaigns(db)
    copied = campaign_again(db, editor, herbst)
    names = tuple(batch.name for batch in batches_of(db, herbst))
    assert tuple(row.name for row in rows_of(db, copied.draft_id)) == names[:MOST_ROWS]
    assert copied.left_out == names[MOST_ROWS:]
    assert len(copied.left_out) == 3
    client = sign_in(Role.EDITOR)
    token = re.findall('name="csrf_token" value="([^"]*)"', client.get("/staff/campaigns/new").text)[0]
    page = client.post(
        f"/staff/drafts/like/{herbst.id}", data={"csrf_token": token}, follow_redirects=True
    ).text
    assert f"Nicht in der Kopie: {', '.join(copied.left_out)}." in unescape(page)
