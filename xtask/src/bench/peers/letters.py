"""The same letters by typst's program from PyPI and by WeasyPrint: same text, same face.

letters.py typst|weasyprint OUT FONTS COUNT NAME, where OUT is what `greenlane-desk bench-paper --out OUT` left. Prints one line
of JSON: milliseconds for the first letter, milliseconds for each of the others, and the most memory held, in MB.
"""

import html
import json
import pathlib
import resource
import subprocess
import sys
import time

which, out, fonts, count, name = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]


def named(text, place):
    return text.replace(name, name[:-1] + str(place))


def by_typst():
    import typst

    root = out / "project"
    data = (root / "data.json").read_text(encoding="utf-8")
    compiler = typst.Compiler(str(root / "main.typ"), root=str(root), font_paths=[fonts], ignore_system_fonts=True)

    def letter(place):
        (root / "data.json").write_text(named(data, place), encoding="utf-8")
        return compiler.compile(format="pdf", pdf_standards="a-2b")

    return letter


def by_weasyprint():
    import weasyprint

    text = subprocess.run(["pdftotext", "-raw", out / "letter.pdf", "-"], capture_output=True, check=True).stdout.decode()
    face = pathlib.Path(fonts, "NotoSerifSC_400Regular.ttf").as_uri()
    style = f"@font-face{{font-family:L;src:url({face})}}@page{{size:A4;margin:37mm 26mm 35mm 28mm}}body{{font:12pt/19pt L}}p{{margin:0}}"

    def letter(place):
        body = "".join(f"<p>{html.escape(line)}</p>" for line in named(text, place).splitlines())
        return weasyprint.HTML(string=f"<style>{style}</style>{body}").write_pdf()

    return letter


begun = time.perf_counter()
letter = {"typst": by_typst, "weasyprint": by_weasyprint}[which]()
pdf = letter(0)
cold = time.perf_counter() - begun
begun, cpu = time.perf_counter(), time.process_time()
for place in range(1, count + 1):
    letter(place)
took, cpu = time.perf_counter() - begun, time.process_time() - cpu
print(json.dumps({
    "cold_ms": cold * 1000,
    "ms_each": took * 1000 / count,
    "cpu_ms_each": cpu * 1000 / count,
    "count": count,
    "bytes": len(pdf),
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
