"""CLI: what does the operator type?

In: words of a command line.
Out: data on stdout, messages on stderr, a public exit status.
Invariant: no traceback for a foreseeable fault; progress only to a terminal.
"""

from vdp.cli.main import main

__all__ = ["main"]
