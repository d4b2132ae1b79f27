"""A worker that dies before it has work."""

from __future__ import annotations

import functools
import types

from vdp.workers import ProcessExecutor


def test_a_worker_that_dies_while_nobody_works_is_replaced():
    with ProcessExecutor(1) as executor:

        def items():
            process = executor.workers[0].process
            process.kill()
            process.join()
            yield -1

        build = functools.partial(types.SimpleNamespace, run=abs)
        assert list(executor.map_ordered(build, (), items())) == [1]
