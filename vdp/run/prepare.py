"""Prepare a job: layouts compiled, fonts and images listed, the sheet's grid fitted. Nothing is written yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import vdp
from vdp.compose import Inventory, Resources, take_inventory
from vdp.errors import LayoutError
from vdp.impose import Grid, fit_grid, read_press
from vdp.job import Job
from vdp.layout import Plan, compile_layout
from vdp.layout.plan import Spec
from vdp.layout.total_ink import stop_for_inks
from vdp.pdf import DocumentInfo, OutputCondition, open_condition
from vdp.pdf.condition import check_version
from vdp.pdf.ink_limits import InkLimit, find_ink_limit
from vdp.pdf.profiles import Profile, find_profile
from vdp.run.part_fields import check_part_fields
from vdp.run.pictures import check_folders, constant_images
from vdp.run.slips import compile_slips
from vdp.slots.image import ImageSettings, ImportedForm, import_artwork
from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.spec import ArtworkSpec
from vdp.slots.symbol.spec import BarcodeSpec, QrSpec
from vdp.slots.symbol.zint_size import fix_barcode
from vdp.slots.text import glyph_twins
from vdp.slots.text.face import check_face
from vdp.slots.text.gaiji import GaijiTable, read_gaiji
from vdp.units import to_um

SLUG_FACE = "Noto Sans JP/400"


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A job that is ready to read its records."""

    job: Job
    job_hash: str  # of settings, layout and everything that it names; records and their images not included
    plan: Plan
    slip_plan: Plan
    inventory: Inventory
    grid: Grid | None  # of sheets; None when none are printed
    condition: OutputCondition
    ink: InkLimit  # how much the paper takes
    resources: Resources  # opened here, while the workers are still starting
    artworks: Mapping[ArtworkSpec, ImportedForm]
    twins: Mapping[int, int]  # characters that share a glyph
    gaiji: GaijiTable | None  # what stands for the sender's user-defined characters

    @property
    def info(self) -> DocumentInfo:
        """What the print files say about themselves."""
        return DocumentInfo(
            title=self.job.name,
            creator=f"vdp {vdp.__version__}",
            producer=f"vdp {vdp.__version__}",
            date=self.job.postal.date,
            job_hash=self.job_hash,
        )


def prepare_job(job: Job) -> Prepared:
    """Compile and open everything that a job names; raise JobError or LayoutError for what cannot be used."""
    policy = job.policy
    press = read_press(job.impose.press, folder=job.folder)
    plan = compile_layout(
        job.layout,
        overflow=policy.overflow,
        missing_glyph=policy.missing_glyph,
        missing_image=policy.missing_image,
        job_assets=job.assets is not None,
        dpi=press.dpi if job.output.dpi is None else job.output.dpi,
        bar_width_reduction=(
            press.bar_width_reduction if job.output.bar_width_reduction is None else job.output.bar_width_reduction
        ),
    )
    slip_plan = compile_slips(job, plan)
    condition = open_condition(job.output.condition, icc=job.output.icc)
    profile = find_profile(job.output.profile)
    _check_steps((plan, slip_plan), profile)
    images = ImageSettings(condition, profile.transparency, job.assets)
    check_folders((plan, slip_plan), job.assets)
    check_version(condition, newest=profile.newest_icc, profile=profile.name)
    rules = ImportRules(
        rgb=policy.artwork_rgb,
        black=policy.artwork_black,
        transparency=profile.transparency,
        condition=condition,
        inks=tuple({ink.name: ink for ink in (*slip_plan.inks, *plan.inks)}.values()),
    )
    ink = find_ink_limit(condition, asked=job.output.ink_limit, named=job.output.icc is not None)
    if policy.ink == "fail":
        stop_for_inks(plan, ink.percent)
    inventory = take_inventory(
        (plan, slip_plan), images=images, faces=(SLUG_FACE,), catalogue=job.fonts.catalogue, rules=rules
    )
    for face in inventory.faces:
        check_face(face)
    grid = None
    if job.output.imposed:
        trim = (to_um(plan.width), to_um(plan.height))
        grid = fit_grid(press, trim, bleed=to_um(plan.bleed))
    check_part_fields(job, plan)
    resources = Resources(inventory)
    return Prepared(
        job=job,
        job_hash=_hash_job(job, plan, inventory),
        plan=plan,
        slip_plan=slip_plan,
        inventory=inventory,
        grid=grid,
        condition=condition,
        ink=ink,
        resources=resources,
        artworks=_import_artworks(plan, rules) | _import_artworks(slip_plan, rules),
        twins=glyph_twins(resources.faces.values(), vertical=plan.is_vertical or slip_plan.is_vertical),
        gaiji=read_gaiji(job.fonts.gaiji) if job.fonts.gaiji else None,
    )


def _check_steps(plans: Iterable[Plan], profile: Profile) -> None:
    """Raise LayoutError for an ink that is a processing step where the level has no layers to say so."""
    for ink in (ink for plan in plans for paint in plan.paints for ink in paint.inks):
        if ink.layered and not profile.layers:
            raise LayoutError(
                "run.processing-step",
                f'"{ink.name}" is a processing step ({ink.kind}), which {profile.name} cannot say: it has no layers',
                where=ink.place,
                cure='Write step="no" for a plate without that mark, or profile = "pdf/x-4" in [output].',
            )


def _import_artworks(plan: Plan, rules: ImportRules) -> dict[ArtworkSpec, ImportedForm]:
    return {
        page.artwork: import_artwork(page.artwork, width=plan.width, height=plan.height, bleed=plan.bleed, rules=rules)
        for page in plan.pages
        if page.artwork is not None
    }


def fix_versions(plan: Plan, longest: Mapping[str, int]) -> Plan:
    """Return the plan with every QR code and barcode at the smallest size that holds all values of the job.

    `longest`: per code slot, the version (QR code) or size (barcode) that its longest value needs.
    """
    pages = tuple(
        replace(page, slots=tuple(replace(slot, spec=_fix_version(slot.spec, longest)) for slot in page.slots))
        for page in plan.pages
    )
    return replace(plan, pages=pages)


def _fix_version(spec: Spec, longest: Mapping[str, int]) -> Spec:
    if isinstance(spec, BarcodeSpec) and not spec.modules:
        return fix_barcode(spec, longest.get(spec.name, 0))
    if isinstance(spec, QrSpec) and not spec.version:
        return replace(spec, version=max(1, longest.get(spec.name, 0)))
    return spec


def _hash_job(job: Job, plan: Plan, inventory: Inventory) -> str:
    """Hash what the operator asked for, apart from where it lies on this disk."""
    digest = hashlib.sha256(vdp.__version__.encode())
    paths = [job.path, job.layout, *(page.artwork.path for page in plan.pages if page.artwork)]
    paths += constant_images(plan)
    paths += [job.assets.manifest] if job.assets and job.assets.manifest else []
    paths += sorted({row.path for rows in inventory.forms.values() for row in rows.values()})
    paths += [job.fonts.gaiji] if job.fonts.gaiji else []
    paths += [code.secret for code in job.codes if code.secret]
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for face in inventory.faces:
        digest.update(face.identity.encode())
    return digest.hexdigest()
