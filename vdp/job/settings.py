"""The settings of a job, one frozen value per section of job.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class JoinSettings:
    """[[records.join]]: a second file whose rows fill a list field."""

    field: str  # the list field
    source: Path
    key: str  # field by which both files know the recipient
    profile: str


@dataclass(frozen=True, slots=True)
class RecordsSettings:
    """[records]: the CRM file and how to read it."""

    source: Path
    profile: str  # name of a shipped profile, or a .toml path inside the job folder
    max_held: float = 0.05  # share of the input that may be held before the job stops
    suppress: Path | None = None  # a CSV of recipients who must not get this mailing
    join: tuple[JoinSettings, ...] = ()  # files that fill list fields


@dataclass(frozen=True, slots=True)
class PostalSettings:
    """[postal]: whom the mailing is handed to, as what, and when."""

    authority: str = "japan"
    mail_class: str = "postcard"
    date: date = date(2000, 1, 1)
    delay: str = "ordinary"  # ordinary | 3-day (特割) | 7-day (特特): printed on bundle slips


@dataclass(frozen=True, slots=True)
class ImposeSettings:
    """[impose]: the press and how pieces lie on its sheets."""

    press: str = "sra3-toner"
    scheme: str = "cut-stack"
    lift: int = 500  # most sheets cut in one go


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """[output]: the PDF profile and the printing condition."""

    profile: str = "pdf/x-4"
    files: tuple[str, ...] = ()  # imposed | pieces; () for what the profile is meant for
    external_id: str = ""  # field that document parts name a recipient by; "" for the record number
    dpm: tuple[str, ...] = ()  # fields that document parts carry besides
    dpm_prefix: str = "XX"  # of their keys
    condition: str = "FOGRA39"
    icc: Path | None = None
    split: int = (
        500_000_000  # bytes: a new file of sheets begins at the next lift, one of pieces before they are passed
    )
    dpi: float | None = None  # dots per inch of the press; None: what its profile says
    bar_width_reduction: int | None = None  # micrometres that bars are drawn narrower; None: as the profile says
    ink_limit: float | None = None  # per cent of all inks together; None: what the condition is known to take

    @property
    def imposed(self) -> bool:
        """Whether sheets are written."""
        return "imposed" in self.files if self.files else self.profile != "pdf/vt-1"

    @property
    def pieces(self) -> bool:
        """Whether single pieces are written, for a press that imposes them itself."""
        return "pieces" in self.files if self.files else self.profile == "pdf/vt-1"


@dataclass(frozen=True, slots=True)
class FontSettings:
    """[fonts]: the job's own fonts."""

    catalogue: Path | None = None  # a second catalogue, inside the job folder like the fonts it names
    gaiji: Path | None = None  # a table of the sender's user-defined characters (外字)


@dataclass(frozen=True, slots=True)
class AssetSettings:
    """[assets]: where the images are that records name, for slots whose layout names no folder."""

    folder: Path | None = None  # inside the job folder
    url: str = ""  # instead: a place that fsspec reads
    manifest: Path | None = None  # CSV or JSON, name and SHA-256; inside the job folder
    network: bool = False  # whether the URL may lead out of this machine


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """[[codes]]: a coupon code or a serial number for every record."""

    name: str  # the field that it fills; NAME_arm and NAME_url go with it
    kind: str  # coupon | serial
    pattern: str  # a # for each character, the last one for the check character
    alphabet: str
    check: bool
    secret: Path | None  # random bytes; never told
    key: str  # field that names the recipient; "" for the record number
    start: int  # of a serial
    step: int
    arms: tuple[str, ...]
    shares: tuple[float, ...]
    url: str  # with {code} and {arm}; "" for none


@dataclass(frozen=True, slots=True)
class Policy:
    """[policy]: the job's answer to faults of a slot that does not say otherwise."""

    overflow: str = "hold"
    missing_glyph: str = "hold"
    missing_image: str = "hold"
    artwork_rgb: str = "refuse"  # refuse | convert: colours of PDF artwork that are no inks
    ink: str = "warn"  # warn | fail | ignore: more ink than the limit, small text in several inks
    artwork_black: str = "k"  # k | gray | profile: what becomes of black, of all neutral colours, that is converted


@dataclass(frozen=True, slots=True)
class Job:
    """One job.toml, checked and resolved."""

    path: Path
    name: str
    layout: Path
    records: RecordsSettings
    postal: PostalSettings
    impose: ImposeSettings
    output: OutputSettings
    policy: Policy
    fonts: FontSettings
    assets: AssetSettings | None = None
    codes: tuple[CodeSettings, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the job start from."""
        return self.path.parent

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The job file and all files and folders that it names."""
        records, assets = self.records, self.assets
        paths = (
            *(self.path, self.layout, records.source, records.suppress, *(join.source for join in records.join)),
            *(self.output.icc, self.fonts.catalogue, self.fonts.gaiji),
            *((assets.folder, assets.manifest) if assets else ()),
            *(code.secret for code in self.codes),
        )
        return tuple(path for path in paths if path is not None)

    @property
    def reread(self) -> tuple[Path, ...]:
        """Those of `inputs` that are read also once all records are checked: the list, and what lists images."""
        manifest = self.assets.manifest if self.assets else None
        return (self.records.source, *((manifest,) if manifest else ()))
