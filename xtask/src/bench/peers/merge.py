"""The same letter by LibreOffice's own mail merge, headless: one PDF for each row of a table, same text, same face.

merge.py OUT COUNT NAME. FONTCONFIG_FILE says where the face is. Prints one line of JSON like letters.py.
"""

import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

out, count, person = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
work = pathlib.Path(tempfile.mkdtemp(prefix="greenlane-merge-"))
text = subprocess.run(["pdftotext", "-raw", out / "letter.pdf", "-"], capture_output=True, check=True).stdout.decode()


def value(name, content):
    one = PropertyValue()
    one.Name, one.Value = name, content
    return one


def url(path):
    return uno.systemPathToFileUrl(str(path))


begun = time.perf_counter()
pipe = f"greenlane{work.name[-6:]}"
office = subprocess.Popen([
    "soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={work.as_uri()}/profile",
    f"--accept=pipe,name={pipe};urp;",
], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.1)
    make = lambda name: context.ServiceManager.createInstanceWithContext(name, context)

    # The table: a text file with one column.
    (work / "rows").mkdir()
    rows = "name\n" + "".join(f"{person[:-1]}{place}\n" for place in range(count))
    (work / "rows" / "letters.csv").write_text(rows, encoding="utf-8")
    databases = make("com.sun.star.sdb.DatabaseContext")
    source = databases.createInstance()
    source.URL = "sdbc:flat:" + url(work / "rows")
    source.Info = (value("CharSet", "UTF-8"), value("Extension", "csv"), value("HeaderLine", True), value("FieldDelimiter", ";"))
    source.DatabaseDocument.storeAsURL(url(work / "rows.odb"), ())
    databases.registerObject("greenlane", source)

    # The letter: the text with a field wherever the name stands.
    desktop = make("com.sun.star.frame.Desktop")
    letter = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (value("Hidden", True),))
    cursor = letter.Text.createTextCursor()
    for name in ("CharFontNameAsian", "CharFontName"):
        cursor.setPropertyValue(name, "Noto Serif SC")
    for line in text.splitlines():
        for place, part in enumerate(line.split(person)):
            if place:
                master = letter.createInstance("com.sun.star.text.fieldmaster.Database")
                master.DataBaseName, master.DataTableName, master.DataColumnName = "greenlane", "letters", "name"
                field = letter.createInstance("com.sun.star.text.textfield.Database")
                field.attachTextFieldMaster(master)
                letter.Text.insertTextContent(cursor, field, False)
            letter.Text.insertString(cursor, part, False)
        letter.Text.insertControlCharacter(cursor, 0, False)
    letter.storeAsURL(url(work / "letter.odt"), ())
    letter.close(True)
    cold = time.perf_counter() - begun

    (work / "merged").mkdir()
    merge = make("com.sun.star.text.MailMerge")
    merge.DataSourceName, merge.CommandType, merge.Command = "greenlane", 0, "letters"
    merge.DocumentURL, merge.OutputType, merge.OutputURL = url(work / "letter.odt"), 2, url(work / "merged")
    merge.SaveFilter, merge.SaveAsSingleFile, merge.FileNamePrefix = "writer_pdf_Export", False, "letter"
    begun = time.perf_counter()
    merge.execute(())
    took = time.perf_counter() - begun
    made = sorted((work / "merged").glob("*.pdf"))
    if len(made) != count:
        sys.exit(f"{len(made)} letters of {count}")
    read = subprocess.run(["pdftotext", made[-1], "-"], capture_output=True, check=True).stdout.decode()
    if person[:-1] not in read:
        sys.exit("the names are not on the letters")
    try:
        desktop.terminate()
    except Exception:  # It is gone before it answers.
        pass
    office.wait(20)
finally:
    if office.poll() is None:
        office.kill()
        office.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "cold_ms": cold * 1000,
    "ms_each": took * 1000 / count,
    "cpu_ms_each": None,
    "count": count,
    "bytes": made[0].stat().st_size,
    "memory": used.ru_maxrss / 1024,
}))
