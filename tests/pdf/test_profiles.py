from __future__ import annotations

import pytest

from vdp.errors import JobError
from vdp.pdf.profiles import find_profile


def test_an_unknown_level_is_refused_with_the_known_ones():
    with pytest.raises(JobError, match="pdf/x-4"):
        find_profile("pdf/x-9")
