"""Info dictionary, XMP packet and identifiers. Everything comes from the job and its records: no clock, no chance."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from vdp.pdf.condition import OutputCondition
from vdp.pdf.objects import HexString, Name, PdfObject, Ref
from vdp.pdf.profiles import Profile


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the file says about itself. `date` is the job's, taken as midnight UTC; `job_hash` identifies the job."""

    title: str
    creator: str
    producer: str
    date: date
    job_hash: str
    trapped: bool = False


def info_dictionary(info: DocumentInfo, *, profile: Profile) -> dict[str, PdfObject]:
    """Return the Info dictionary. ISO 15930-7:2010, 6.9: Trapped is a name, True or False."""
    moment = f"D:{info.date:%Y%m%d}000000Z"
    return {
        "Title": info.title,
        "Creator": info.creator,
        "Producer": info.producer,
        "CreationDate": moment,
        "ModDate": moment,
        "Trapped": Name(str(info.trapped)),
        "GTS_PDFXVersion": profile.version,
    }


def output_intent(condition: OutputCondition, profile: Ref) -> dict[str, PdfObject]:
    """Return the output intent. ISO 15930-7:2010, 6.4: Info is what identifies an unregistered condition."""
    intent: dict[str, PdfObject] = {
        "Type": Name("OutputIntent"),
        "S": Name("GTS_PDFX"),
        "OutputConditionIdentifier": condition.identifier,
        "OutputCondition": condition.condition,
        "Info": condition.profile_name,
        "DestOutputProfile": profile,
    }
    if condition.registry:
        intent["RegistryName"] = condition.registry
    return intent


def file_identifier(info: DocumentInfo, *, content: str) -> list[PdfObject]:
    """Return the trailer's /ID: both parts equal, since the file was never changed after it was made.

    `content`: the file's name and a hash of its pages: two lists of one job are two files to whoever caches them.
    """
    digest = HexString(_digest(info.job_hash, content))
    return [digest, digest]


def xmp_packet(info: DocumentInfo, *, profile: Profile, content: str) -> bytes:
    """Return the XMP packet; title, dates and trapping equal to the Info dictionary's. `content`: as in /ID."""
    moment = f"{info.date:%Y-%m-%d}T00:00:00Z"
    values = {
        "title": info.title,
        "creator": info.creator,
        "producer": info.producer,
        "version": profile.version,
        "prefix": profile.namespace[0],
        "namespace": profile.namespace[1],
        "document": uuid.UUID(bytes=_digest(info.job_hash), version=5).urn.removeprefix("urn:"),
        "instance": uuid.UUID(bytes=_digest(info.job_hash, content), version=5).urn.removeprefix("urn:"),
        "trapped": str(info.trapped),
    }
    parts = _PARTS.format(moment=moment, version=escape(profile.parts)) if profile.parts else ""
    escaped = {key: escape(value) for key, value in values.items()}
    return _XMP.format(moment=moment, mark="\ufeff", parts=parts, **escaped).encode("utf-8")


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).digest()[:16]


# ISO 16612-2:2010, 6.3: the modification date is that of the XMP packet.
_PARTS = """
<rdf:Description rdf:about="" xmlns:pdfvtid="http://www.npes.org/pdfvt/ns/id/">
<pdfvtid:GTS_PDFVTVersion>{version}</pdfvtid:GTS_PDFVTVersion>
<pdfvtid:GTS_PDFVTModDate>{moment}</pdfvtid:GTS_PDFVTModDate>
</rdf:Description>"""

_XMP = """<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:{prefix}="{namespace}">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate>
<xmpMM:DocumentID>{document}</xmpMM:DocumentID>
<xmpMM:InstanceID>{instance}</xmpMM:InstanceID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Trapped>{trapped}</pdf:Trapped>
<{prefix}:GTS_PDFXVersion>{version}</{prefix}:GTS_PDFXVersion>
</rdf:Description>{parts}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
