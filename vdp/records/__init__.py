"""Records: how do CRM rows come in, checked and in one table?

In: the sender's file as it came (any dialect a profile describes) and the fields of the layout.
Out: typed batches, findings per record, one spool ordered for the post, and the refused rows as they were received.
Invariant: a record number means the same bytes everywhere; nothing is guessed, dropped or repaired silently.
"""

from vdp.records.check import check_chunk
from vdp.records.field import Field
from vdp.records.ingest import open_source
from vdp.records.refused import write_refused
from vdp.records.sorted import open_records
from vdp.records.spool import Spool

__all__ = ["Field", "Spool", "check_chunk", "open_records", "open_source", "write_refused"]
