from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from vdp.errors import Finding
from vdp.job import RecordsSettings
from vdp.records import Field, open_source
from vdp.records.batch import Batch
from vdp.records.check import check_table
from vdp.records.profile import Profile, read_profile
from vdp.records.source import Source


@pytest.fixture
def shop() -> Profile:
    return read_profile("shop-cp932", folder=Path())


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Source]:
    def open_bytes(data: bytes, fields: Sequence[Field] | str, *, profile: str = "shop-cp932") -> Source:
        if isinstance(fields, str):
            fields = [Field(name, "text") for name in fields.split()]
        (tmp_path / "source.csv").write_bytes(data)
        settings = RecordsSettings(tmp_path / "source.csv", profile)
        return open_source(settings, fields, folder=tmp_path)

    return open_bytes


@pytest.fixture
def checked(shop: Profile) -> Callable[..., tuple[Batch, list[Finding]]]:
    """Check one column of texts against one field."""

    def check(field: Field, *texts: str) -> tuple[Batch, list[Finding]]:
        numbers = pa.array(range(1, len(texts) + 1), pa.int64())
        table = pa.RecordBatch.from_arrays([numbers, pa.array(texts, pa.string())], names=["_record", field.name])
        return check_table(Batch(table), [field], profile=shop)

    return check
