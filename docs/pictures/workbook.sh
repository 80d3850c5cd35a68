#!/bin/sh
# Draws docs/pictures/workbook.png: the first page of a demonstration's workbook, as LibreOffice shows it.
# Needs LibreOffice Calc, poppler-utils, ImageMagick and a Chinese font; run it in the repository after `make demo`.
# 用 LibreOffice 画出示例工作簿的第一页。
set -eu
book=${1:-out/demo/result/screening.xlsx}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HOME="$work" soffice --headless --convert-to pdf --outdir "$work" "$book" >/dev/null
pdftoppm -r 130 -f 1 -l 1 -singlefile -png "$work/$(basename "$book" .xlsx).pdf" "$work/page"
convert "$work/page.png" -trim -bordercolor white -border 20 +dither -colors 64 "png8:docs/pictures/workbook.png"
