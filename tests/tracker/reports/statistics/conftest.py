"""Random scans, to see how often what is said of them is true."""

import math
import random

import pytest


class Chance(random.Random):
    """Draws numbers of scans."""

    def poisson(self, mean):
        """Independent events."""
        found, left = 0, mean + math.log(1 - self.random())
        while left > 0:
            found += 1
            left += math.log(1 - self.random())
        return found

    def in_groups(self, mean, size):
        """Scans of groups that come independently, with so many in each on average."""
        return sum(self.group(size) for _ in range(self.poisson(mean / size)))

    def group(self, size):
        return 1 if size == 1 else 1 + int(math.log(1 - self.random()) / math.log(1 - 1 / size))

    def on_days_that_differ(self, mean):
        """Scans of a day on which twice as many or hardly any may be likely."""
        return self.poisson(self.gammavariate(2, mean / 2))


@pytest.fixture
def chance(request):
    """Always the same for the same test."""
    return Chance(request.node.name)
