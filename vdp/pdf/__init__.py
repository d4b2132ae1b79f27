"""PDF: which bytes make the file?

In: objects as plain values (`vdp.pdf.objects`), deflated content streams, font programs, the output condition.
Out: one PDF file that exists under its name only when it is whole.
Invariant: a page is written once and forgotten; memory per object is eight bytes.
"""

from vdp.pdf.condition import OutputCondition, open_condition
from vdp.pdf.font_program import FontProgram
from vdp.pdf.fonts import write_font
from vdp.pdf.writer import DocumentInfo, PdfFile

__all__ = ["DocumentInfo", "FontProgram", "OutputCondition", "PdfFile", "open_condition", "write_font"]
