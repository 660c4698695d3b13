import pytest

from printkit.errors import SignetError
from printkit.store.links import BaseUrl
from printkit.store.mint import mint
from printkit.store.model import Organisation
from printkit.store.organisations import organisation, own_hosts, set_organisation


def test_the_first_organisation(db) -> None:
    assert organisation(db) == Organisation(1, "Bibliothek", "", "Europe/Berlin", "de")


def test_changing_it(db) -> None:
    changed = set_organisation(db, name=" Stadtbibliothek  Lindenau ", host="QR.Lindenau.example:443")
    assert changed == Organisation(
        1, "Stadtbibliothek Lindenau", "qr.lindenau.example", "Europe/Berlin", "de"
    )
    assert set_organisation(db, language="en", time_zone="Europe/Vienna").host == "qr.lindenau.example"
    assert set_organisation(db, host="").host == ""
    assert organisation(db).name == "Stadtbibliothek Lindenau"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "name of the organisation is empty"),
        ({"host": "https://x.example"}, "not a host name"),
        ({"host": "x.example/y"}, "Write the host alone"),
        ({"host": "[::1]"}, "cannot carry"),
        ({"time_zone": "Berlin"}, 'no time zone "Berlin"'),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"time_zone": ""}, "no time zone"),
        ({"language": "fr"}, '"fr" is not one of our languages'),
    ],
)
def test_wrong_values_change_nothing(db, changes: dict[str, str], message: str) -> None:
    before = organisation(db)
    with pytest.raises(SignetError, match=message):
        set_organisation(db, **{"name": "Neu", **changes})
    assert organisation(db) == before


def test_own_hosts(db, order) -> None:
    assert own_hosts(db) == frozenset()
    set_organisation(db, host="qr.lindenau.example:8443")
    mint(db, order(base=BaseUrl.parse("http://127.0.0.1:8000")))
    mint(db, order(base=BaseUrl.parse("https://bücherei.example")))
    assert own_hosts(db) == {"qr.lindenau.example", "127.0.0.1", "xn--bcherei-n2a.example"}
