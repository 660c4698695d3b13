import time

from tracker.scans.budget import Budget


def test_budget_is_used_up_counted_and_full_again_after_a_second():
    budget = Budget(0.1)
    assert budget.is_left()
    budget.spend(0.06)
    assert budget.is_left()
    budget.spend(0.06)
    assert [budget.is_left() for _ in range(3)] == [False] * 3
    assert budget.refused == 3
    time.sleep(1.05)
    assert budget.is_left()
    assert budget.refused == 3
