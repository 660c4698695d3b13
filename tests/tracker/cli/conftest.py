"""The commands of `tracker`, run on a database of their own."""

import pytest
from click.testing import CliRunner

from tracker.cli.main import cli


@pytest.fixture
def run(config):
    """A function that runs `tracker` on the database: ``run("stats", "--json")``."""

    def ran(*words, code=0):
        result = CliRunner().invoke(cli, [*words, "--database", str(config.database)])
        assert result.exit_code == code, result.output
        return result

    return ran
