"""The catalogue of fonts: which file holds a family and weight, and may it be embedded?"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from dataclasses import dataclass
from pathlib import Path

from vdp.errors import JobError, Place


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One face of the catalogue."""

    key: str  # "Noto Sans JP/400"
    path: Path
    index: int  # in a collection (TTC)
    sha256: str
    licence: str

    def check(self) -> None:
        """Raise JobError unless the file is the one that the catalogue names, bit by bit."""
        digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        if digest != self.sha256:
            raise JobError(
                "text.font-changed",
                f'the font file of "{self.key}" is not the one of the catalogue (sha256 {digest[:12]}…)',
                where=Place(self.path.name),
                cure="Install the pinned package again, or proof with the new file and write its sha256 there.",
            )


def read_catalogue() -> dict[str, FaceFile]:
    """Return the faces of fonts/catalogue.toml by key; files are located, not opened."""
    path = _catalogue_path()
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["face"]
    faces = [_face_file(row, path) for row in rows]
    return {face.key: face for face in faces}


def _catalogue_path() -> Path:
    package = Path(__file__).parents[2]
    for folder in (package / "fonts", package.parent / "fonts"):  # installed wheel, source tree
        if (folder / "catalogue.toml").is_file():
            return folder / "catalogue.toml"
    raise JobError("text.no-catalogue", "fonts/catalogue.toml is missing", cure="Install vdp again.")


def _face_file(row: dict[str, str | int], catalogue: Path) -> FaceFile:
    key = f"{row['family']}/{row['weight']}"
    return FaceFile(key, _locate(row, catalogue), int(row.get("index", 0)), str(row["sha256"]), str(row["licence"]))


def _locate(row: dict[str, str | int], catalogue: Path) -> Path:
    package, name = row.get("package"), str(row["file"])
    if package is None:
        return catalogue.parent / name
    spec = importlib.util.find_spec(str(package))
    if spec is None or spec.origin is None:
        raise JobError(
            "text.font-missing",
            f'the package "{package}" with the font "{row["family"]}" is not installed',
            where=Place(catalogue.name),
            cure="Install the dependencies of vdp again (make demo does).",
        )
    return Path(spec.origin).parent / name
