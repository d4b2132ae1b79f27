"""Authorities by name, and the one that is none."""

from __future__ import annotations

import numpy as np
import pytest

from vdp.errors import JobError, read_explanations
from vdp.postal import open_authority
from vdp.postal.japan.authority import FAULTS


def test_unknown_authority_is_refused():
    with pytest.raises(JobError, match="unknown-authority"):
        open_authority("mars")


def test_without_authority_codes_pass_and_nothing_is_marked():
    checked = open_authority("none").check(["2630023", "263-0023", ""], ["a", "b", "c"])
    assert checked == (["2630023", "", ""], ["", "", ""], [])


def test_without_authority_the_order_stays_and_nothing_is_bundled():
    mail = open_authority("none").bundle(np.array([5, 3, 4], dtype=np.int32))
    assert (mail.order.tolist(), mail.bundle.tolist(), mail.bundles) == ([0, 1, 2], [-1, -1, -1], ())
    assert open_authority("none").lookup("2630023") == []


def test_every_fault_is_explained():
    assert set(FAULTS) <= set(read_explanations())
