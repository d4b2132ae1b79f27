#!/bin/sh
# Make the files of other producers that tests/preflight/test_foreign.py judges. They are kept beside this script, so it
# need not be run again; what it needs: fop, gs, and WeasyPrint as "weasyprint" on the path or in $WEASYPRINT.
# Profile: FOGRA39L_coated.icc of this project. Font: that of the tests (made by ../base.py), free of all rights.
set -eu
cd "$(dirname "$0")"
icc="$(realpath ../../../vdp/pdf/conditions/FOGRA39L_coated.icc)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -c "
import sys; sys.path.insert(0, '../../..')
from tests.preflight.base import font_program
open('$work/base.ttf', 'wb').write(font_program())"

# Apache FOP (Apache-2.0): PDF/VT-1 with a part per page, and plain PDF/X-4.
sed "s|@WORK@|$work|; s|@ICC@|$icc|" fop.xconf > "$work/fop.xconf"
for level in vt x4; do
  case $level in vt) mode='<pdf-x-mode>PDF/X-4</pdf-x-mode><pdf-vt-mode>PDF/VT-1</pdf-vt-mode>' ;; x4) mode='<pdf-x-mode>PDF/X-4</pdf-x-mode>' ;; esac
  sed "s|@MODE@|$mode|" "$work/fop.xconf" > "$work/$level.xconf"
  fop -c "$work/$level.xconf" -fo page.fo -pdf "fop-$level.pdf"
done

# WeasyPrint (BSD-3-Clause): it writes the levels' names; whether it keeps them is for the checker to say.
for level in x-1a x-4; do
  "${WEASYPRINT:-weasyprint}" --pdf-variant "pdf/$level" -s weasy.css weasy.html "weasy-$level.pdf"
done

# Ghostscript (AGPL; its output is ours): a plain PDF by pdfwrite, and PDF/X-3 by -dPDFX.
printf '%%!\n0 0 0 1 setcmykcolor 40 40 50 20 rectfill\n1 0 0 setrgbcolor 100 40 50 20 rectfill showpage\n' > "$work/page.ps"
gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -sOutputFile=gs-plain.pdf "$work/page.ps"
sed "s|@ICC@|$icc|" gs-pdfx.ps > "$work/pdfx.ps"
gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -dPDFX -sColorConversionStrategy=CMYK --permit-file-read="$icc" -sOutputFile=gs-x3.pdf "$work/pdfx.ps" "$work/page.ps"
