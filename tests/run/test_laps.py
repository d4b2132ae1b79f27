"""Laps: processor time by step."""

from __future__ import annotations

from vdp.run.laps import Laps, add_laps


def test_a_step_that_comes_twice_is_summed(monkeypatch):
    clock = iter([1.0, 1.5, 3.5, 4.5])
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    laps = Laps()
    for step in ("read", "write", "read"):
        laps.end(step)
    assert laps.seconds == {"read": 1.5, "write": 2.0}


def test_the_laps_of_the_job_are_the_sum_of_those_of_its_items():
    total: dict[str, float] = {}
    add_laps(total, {"read": 1.0, "write": 2.0})
    add_laps(total, {"read": 0.5})
    assert total == {"read": 1.5, "write": 2.0}
