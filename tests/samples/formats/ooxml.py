"""Office Open XML packages by hand: docx, xlsx, pptx, docm; embedded objects, external links.

In: texts and tables. Out: packages that Office opens. Source: ECMA-376 parts 1 and 2.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from formats import zips

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NS = "http://schemas.openxmlformats.org"
REL = f"{NS}/officeDocument/2006/relationships"
WORD, SHEET, SLIDE = "wordprocessingml", "spreadsheetml", "presentationml"


def _types(overrides: dict[str, str], defaults: dict[str, str] | None = None) -> str:
    known = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml",
             **(defaults or {})}
    rows = "".join(f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in known.items())
    rows += "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in overrides.items())
    return f'{HEAD}<Types xmlns="{NS}/package/2006/content-types">{rows}</Types>'


def _rels(rows: list[tuple[str, str, str]], external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    body = "".join(f'<Relationship Id="{i}" Type="{t}" Target="{escape(target)}"{mode}/>' for i, t, target in rows)
    return f'{HEAD}<Relationships xmlns="{NS}/package/2006/relationships">{body}</Relationships>'


def _core(title: str) -> str:
    return (f'{HEAD}<cp:coreProperties xmlns:cp="{NS}/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
            "<dc:creator>Văn thư</dc:creator></cp:coreProperties>")


def _pack(parts: dict[str, str | bytes], method: int = zips.DEFLATED) -> bytes:
    entries = [zips.Entry(name, data if isinstance(data, bytes) else data.encode(), method) for name, data in parts.items()]
    return zips.build(entries)


def docx(title: str, paragraphs: list[str], *, table: list[list] | None = None, media: dict[str, bytes] | None = None,
         embeddings: dict[str, bytes] | None = None, macros: bytes | None = None, signed: bool = False) -> bytes:
    """`embeddings`: file name below word/embeddings/ -> bytes; `macros`: vbaProject.bin makes it a docm."""
    body = "".join(f"<w:p><w:r><w:t xml:space=\"preserve\">{escape(text)}</w:t></w:r></w:p>" for text in [title, *paragraphs])
    if table:
        cells = "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{escape(str(c))}</w:t></w:r></w:p></w:tc>" for c in row)
                        + "</w:tr>" for row in table)
        body += f"<w:tbl>{cells}</w:tbl><w:p/>"
    main = ("application/vnd.ms-word.document.macroEnabled.main+xml" if macros is not None
            else "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
    rels = [("rId1", f"{REL}/styles", "styles.xml")]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(
            {"/word/document.xml": main, "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
             "/word/styles.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"},
            {"png": "image/png", "jpeg": "image/jpeg", "bin": "application/vnd.openxmlformats-officedocument.oleObject",
             "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
        "_rels/.rels": _rels([("rId1", f"{REL}/officeDocument", "word/document.xml"),
                              ("rId2", f"{NS}/package/2006/relationships/metadata/core-properties", "docProps/core.xml")]),
        "docProps/core.xml": _core(title),
        "word/styles.xml": f'{HEAD}<w:styles xmlns:w="{NS}/{WORD}/2006/main"/>',
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{NS}/{WORD}/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>',
    }
    for number, (name, data) in enumerate((media or {}).items(), 10):
        parts[f"word/media/{name}"] = data
        rels.append((f"rId{number}", f"{REL}/image", f"media/{name}"))
    for number, (name, data) in enumerate((embeddings or {}).items(), 100):
        parts[f"word/embeddings/{name}"] = data
        rels.append((f"rId{number}", f"{REL}/{'oleObject' if name.endswith('.bin') else 'package'}", f"embeddings/{name}"))
    if macros is not None:
        parts["word/vbaProject.bin"] = macros
        rels.append(("rId900", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"))
    if signed:
        parts["_xmlsignatures/origin.sigs"] = b""
        parts["_xmlsignatures/sig1.xml"] = (f'{HEAD}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/>'
                                            "<SignatureValue>AAAA</SignatureValue></Signature>")
    parts["word/_rels/document.xml.rels"] = _rels(rels)
    return _pack(parts)


def xlsx(title: str, table: list[list], *, external: str | None = None, props_first: bool = False) -> bytes:
    """`external`: address of another workbook that a formula refers to."""
    rows = ""
    for number, row in enumerate(table, 1):
        cells = ""
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            cells += (f'<c r="{place}"><v>{value}</v></c>' if isinstance(value, int)
                      else f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>')
        rows += f'<row r="{number}">{cells}</row>'
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = {"/xl/workbook.xml": f"{sheet}.sheet.main+xml", "/xl/worksheets/sheet1.xml": f"{sheet}.worksheet+xml"}
    rels = [("rId1", f"{REL}/worksheet", "worksheets/sheet1.xml")]
    links, more = "", {}
    if external:
        overrides["/xl/externalLinks/externalLink1.xml"] = f"{sheet}.externalLink+xml"
        rels.append(("rId2", f"{REL}/externalLink", "externalLinks/externalLink1.xml"))
        links = '<externalReferences><externalReference r:id="rId2"/></externalReferences>'
        more = {"xl/externalLinks/externalLink1.xml":
                f'{HEAD}<externalLink xmlns="{NS}/{SHEET}/2006/main" xmlns:r="{REL}"><externalBook r:id="rId1"/></externalLink>',
                "xl/externalLinks/_rels/externalLink1.xml.rels": _rels([("rId1", f"{REL}/externalLinkPath", external)], True)}
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(overrides),
        "_rels/.rels": _rels([("rId1", f"{REL}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{NS}/{SHEET}/2006/main" xmlns:r="{REL}"><sheets>'
                           f'<sheet name="{escape(title[:31])}" sheetId="1" r:id="rId1"/></sheets>{links}</workbook>',
        "xl/_rels/workbook.xml.rels": _rels(rels),
        "xl/worksheets/sheet1.xml": f'{HEAD}<worksheet xmlns="{NS}/{SHEET}/2006/main"><sheetData>{rows}</sheetData></worksheet>',
        **more,
    }
    if props_first:  # as some generators order their entries
        parts = {"docProps/core.xml": _core(title), **parts}
    return _pack(parts)


def pptx(title: str, slides: list[str]) -> bytes:
    base = "application/vnd.openxmlformats-officedocument.presentationml"
    overrides = {"/ppt/presentation.xml": f"{base}.presentation.main+xml"}
    parts: dict[str, str | bytes] = {}
    rels, ids = [], ""
    for number, text in enumerate([title, *slides], 1):
        overrides[f"/ppt/slides/slide{number}.xml"] = f"{base}.slide+xml"
        rels.append((f"rId{number}", f"{REL}/slide", f"slides/slide{number}.xml"))
        ids += f'<p:sldId id="{255 + number}" r:id="rId{number}"/>'
        parts[f"ppt/slides/slide{number}.xml"] = (
            f'{HEAD}<p:sld xmlns:p="{NS}/{SLIDE}/2006/main" xmlns:a="{NS}/drawingml/2006/main"><p:cSld><p:spTree><p:sp>'
            f"<p:txBody><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>")
    return _pack({
        "[Content_Types].xml": _types(overrides),
        "_rels/.rels": _rels([("rId1", f"{REL}/officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": f'{HEAD}<p:presentation xmlns:p="{NS}/{SLIDE}/2006/main" xmlns:r="{REL}">'
                                f"<p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _rels(rels),
        **parts,
    })
