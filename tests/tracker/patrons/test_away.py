"""The page for the time in which no other can be made."""

import json

import pytest

from tracker.health.check import Check
from tracker.patrons.away import away_page
from tracker.serve import running_server


def test_it_says_what_is_wrong_as_text():
    checks = (
        Check("database", False, "The database has gone.", do="Put it <back>."),
        Check("fold", True, "counts"),
    )
    headers, content = away_page(checks)
    page = content.decode()
    assert dict(headers)["Content-Length"] == str(len(content))
    assert "nicht erreichbar" in page
    assert "The database has gone." in page
    assert "Put it &lt;back&gt;." in page
    assert "counts" not in page


def test_while_there_is_too_much_to_do_it_says_nothing_of_faults():
    page = away_page()[1].decode()
    assert "<details>" not in page
    assert "{" not in page.partition("</style>")[2]


def test_nobody_who_reads_it_is_interrupted():
    page = away_page()[1].decode()
    assert "refresh" not in page
    assert page.count('<a href="">') == 2


@pytest.mark.slow
def test_a_service_without_a_session_key_redirects_and_says_so(config, mint_batch, fetch, until):
    code = mint_batch().codes[0]
    (config.run_folder / "session-key").mkdir(parents=True)
    with running_server(config) as url:
        assert fetch(url, f"/{code}").status == 302
        until(lambda: not json.loads(fetch(url, "/healthz").body)["checks"]["pages"]["ok"])
        page = fetch(url, "/staff/")
        assert page.status == 503
        assert page.headers["retry-after"] == "10"
        assert "The pages of patrons and staff cannot be shown" in page.body.decode()
        said = json.loads(fetch(url, "/healthz").body)["checks"]["pages"]
        assert (said["ok"], "cannot be shown" in said["says"]) == (False, True)
        (config.run_folder / "session-key").rmdir()
        until(lambda: fetch(url, "/staff/").status == 303)
