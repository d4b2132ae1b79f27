"""VT."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.preflight.base import VT as VT_XMP
from tests.preflight.base import XMP, make_form, make_image, set_xmp
from tests.preflight.corpus import VT, case
from tests.preflight.mutants_file import page
from vdp.preflight.terms import House


def root(pdf: Pdf) -> pikepdf.Object:
    return pdf.Root.DPartRoot


def top(pdf: Pdf) -> pikepdf.Object:
    return root(pdf).DPartRootNode


def leaf(pdf: Pdf, number: int = 0) -> pikepdf.Object:
    return top(pdf).DParts[0][number]


def xmp(old: str, new: str):
    packet = XMP.replace("<pdfxid:", VT_XMP + "<pdfxid:", 1)
    assert old in packet
    return lambda pdf: set_xmp(pdf, packet.replace(old, new))


case("VT-01", VT, lambda pdf: page(pdf).__delitem__("/TrimBox"))
case("VT-02", VT, xmp(">PDF/VT-1<", ">PDF/VT-2s<"), xmp("2026-11-21T00:00:00Z", "2026-11-21T01:00:00+01:00"))
case("VT-02", VT, xmp("2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z"))
case("VT-03", VT, lambda pdf: pdf.Root.__delitem__("/DPartRoot"), lambda pdf: root(pdf).__delitem__("/Type"))
case("VT-03", VT, lambda pdf: root(pdf).__delitem__("/DPartRootNode"))
case("VT-03", VT, lambda pdf: setattr(pdf.Root, "DPartRoot", Dictionary(dict(root(pdf).items()))))
case(
    "VT-04",
    VT,
    lambda pdf: setattr(root(pdf), "NodeNameList", Array(["Job", "Record"])),
    lambda pdf: setattr(root(pdf), "NodeNameList", Array([Name.A, Name.B])),
)
case("VT-04", VT, lambda pdf: setattr(root(pdf), "NodeNameList", Array([Name.Job])))
case("VT-05", VT, lambda pdf: setattr(root(pdf), "RecordLevel", 2), lambda pdf: setattr(root(pdf), "RecordLevel", 0))
case(
    "VT-06",
    VT,
    lambda pdf: setattr(top(pdf), "DParts", Array(list(top(pdf).DParts[0]))),
    lambda pdf: setattr(top(pdf), "DParts", Array([Array([leaf(pdf)]), Array([leaf(pdf, 1)])])),
)
case("VT-06", VT, lambda pdf: setattr(top(pdf), "DParts", Array([Array([])])))
case("VT-07", VT, lambda pdf: setattr(leaf(pdf), "Parent", leaf(pdf, 1)), lambda pdf: leaf(pdf).__delitem__("/Type"))
case("VT-07", VT, lambda pdf: circle(pdf))


def circle(pdf: Pdf) -> None:
    """Let a part hold the part that holds it."""
    del leaf(pdf)["/Start"]
    leaf(pdf).DParts = Array([Array([top(pdf)])])


case("VT-08", VT, lambda pdf: setattr(leaf(pdf), "End", pdf.pages[1].obj), lambda pdf: leaf(pdf).__delitem__("/End"))
case("VT-08", VT, lambda pdf: swap(pdf))


def swap(pdf: Pdf) -> None:
    top(pdf).DParts = Array([Array([leaf(pdf, 1), leaf(pdf)])])


case("VT-08", VT, lambda pdf: setattr(top(pdf), "DParts", Array([Array([leaf(pdf)])])))
case("VT-09", VT, lambda pdf: page(pdf).__delitem__("/DPart"), lambda pdf: leaf(pdf).__delitem__("/End"))
case("VT-09", VT, lambda pdf: setattr(page(pdf), "DPart", leaf(pdf, 1)))


def metadata(**keys: object):
    return lambda pdf: setattr(
        leaf(pdf), "DPM", Dictionary(**{k: v(pdf) if callable(v) else v for k, v in keys.items()})
    )


case(
    "VT-10",
    VT,
    metadata(X_Data=lambda pdf: pdf.make_indirect(Stream(pdf, b"x"))),
    metadata(X_Data=Array([1, 2.5, True, Name.a, "b"])),
)
case("VT-10", VT, metadata(CIP4_Contact=Dictionary()), metadata(CIP4_ExternalID=Name.R1))
case("VT-10", VT, metadata(CIP4_ExternalID="R1"))
case("VT-10", VT, metadata(XX_name="x"), metadata(XX_product="x"), house=House(metadata=frozenset({"XX_product"})))


def hint(**keys: object):
    return lambda pdf: [page(pdf).Resources.XObject.I0.__setitem__("/" + key, value) for key, value in keys.items()]


case("VT-11", VT, hint(GTS_Scope=Name.Job), hint(GTS_Scope=Name.File, GTS_XID="uuid:1", GTS_Encapsulated=False))
case("VT-11", VT, hint(GTS_Scope=Name.Global), hint(GTS_Scope=Name.Global, GTS_Env="press"))
case("VT-11", VT, hint(GTS_Encapsulated=Name.true))
case("VT-11", VT, hint(GTS_XID=Name.x))


def record(level: bool):
    def change(pdf: Pdf) -> None:
        hint(GTS_Scope=Name.Record)(pdf)
        if not level:
            del root(pdf)["/RecordLevel"]

    return change


case("VT-11", VT, record(level=False), record(level=True))


def bare(pdf: Pdf) -> None:
    page(pdf).Resources.XObject.I0 = make_image(pdf, Intent=None, GTS_Encapsulated=True)


def form(**keys: object):
    return lambda pdf: page(pdf).Resources.XObject.__setitem__(
        "/M0", make_form(pdf, b"", GTS_Encapsulated=True, **keys)
    )


case("VT-12", VT, bare, hint(GTS_Encapsulated=True))
case("VT-12", VT, form(), form(Group=Dictionary(S=Name.Transparency, I=True)))
case("VT-13", VT, house=House(records=3), near_house=House(records=2))
