"""Preflight: PDFs with one fault each get exactly that finding, a clean one none, and hostile ones a clear
message in bounded time and memory.

usage: run.py LONGHAND [WORD…]     with words, only cases whose names hold one of them
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(HERE)]
import program  # noqa: E402
import tap  # noqa: E402
from pdfs import BLEED, LEFT, SLUG, TRIM, Pdf, box  # noqa: E402

LONGHAND = str(pathlib.Path(sys.argv[1]).resolve())
WORDS = sys.argv[2:]
STRICT = str(HERE / "strict.yaml")
SANITIZED = bool(os.environ.get("LONGHAND_SANITIZED"))


def preflight(pdf, *options, printer=STRICT, text=True):
    return program.run(LONGHAND, "preflight", pdf, "-p", printer, *options, seconds=200, encoding="utf-8" if text else None)


def findings(pdf, printer=STRICT):
    """(rule, page, value) of all findings."""
    done = preflight(pdf, "-f", "json", printer=printer)
    if done.returncode not in (0, 1):
        return [("exit", done.returncode, done.stderr)]
    told = json.loads(done.stdout)
    if (done.returncode == 1) != bool(told["findings"]):
        return [("exit", done.returncode, "does not fit the findings")]
    return [(f["rule"], f["page"], f["value"]) for f in told["findings"]]


# ---- Faults: a function changes a clean PDF and returns what is to be found ----


def rgb_text(p):
    p.draw("1 0 0 rg BT /F0 10 Tf 60 100 Td (Red) Tj ET")
    return ("colour-space", 1, "DeviceRGB")


def rgb_line(p):
    p.draw("0 0 1 RG 1 w 60 100 m 90 100 l S", page=1)
    return ("colour-space", 2, "DeviceRGB")


def rgb_through_cs(p):
    p.draw("/DeviceRGB cs 1 0 0 sc 60 100 20 20 re f")
    return ("colour-space", 1, "DeviceRGB")


def rgb_in_a_form(p):
    p.form(100, "1 0 0 rg 60 60 20 20 re f")
    p.draw("/X100 Do")
    return ("colour-space", 1, "DeviceRGB")


def rgb_in_a_form_in_a_form(p):
    p.form(100, "0 1 0 rg 60 60 20 20 re f")
    p.form(101, "/X100 Do")
    p.draw("/X101 Do")
    return ("colour-space", 1, "DeviceRGB")


def rgb_in_a_pattern(p):
    p.add(100, "<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
               "/Resources<<>>>>", "1 0 0 rg 0 0 5 5 re f")
    p.resources["Pattern"]["P0"] = "100 0 R"
    p.draw("/Pattern cs /P0 scn 60 60 40 40 re f")
    return ("colour-space", 1, "DeviceRGB")


def rgb_in_a_shading(p):
    p.resources["Shading"]["S0"] = ("<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 1 1]/Function<</FunctionType 2"
                                    "/Domain[0 1]/N 1>>>>")
    p.draw("/S0 sh")
    return ("colour-space", 1, "DeviceRGB")


def rgb_image(p):
    p.image(300, 300, "/DeviceRGB", 3)
    return ("colour-space", 1, "DeviceRGB")


def rgb_inline_image(p):
    p.draw("2 0 0 2 60 60 cm BI /W 10 /H 10 /BPC 8 /CS /RGB ID " + "x" * 300 + " EI")
    return ("colour-space", 1, "DeviceRGB")


def icc_image(p):
    p.add(101, "<</N 4>>", b"profile")
    p.image(300, 300, "[/ICCBased 101 0 R]", 4)
    return ("colour-space", 1, "ICCBased")


def indexed_rgb_image(p):
    p.image(300, 300, "[/Indexed/DeviceRGB 1<000000FFFFFF>]", 1, value=0)
    return ("colour-space", 1, "DeviceRGB")


def spot_colour(p):
    p.resources["ColorSpace"]["C0"] = "[/Separation/Gold/DeviceCMYK<</FunctionType 2/Domain[0 1]/N 1>>]"
    p.draw("/C0 cs 1 scn 60 60 20 20 re f")
    return ("colour-space", 1, "Separation Gold")


def font_missing(p):
    p.font_file = ""
    return [("font-not-embedded", 1, "ABCDEF+Test"), ("font-not-embedded", 2, "ABCDEF+Test")]


def text_2_mm_from_trim(p):
    p.draw("0 0 0 1 k BT /F0 10 Tf 324.33 100 Td (12345) Tj ET", page=0)  # ends 5 × 5 pt to the right
    return ("safe-zone", 1, "10.67 pt")


def text_near_the_top(p):
    p.draw(f"0 0 0 1 k BT /F0 10 Tf 60 {TRIM[1] - 12} Td (Top) Tj ET")
    return ("safe-zone", 1, "5 pt")


def text_in_the_gutter(p):
    p.draw("0 0 0 1 k BT /F0 10 Tf 20 100 Td (Left) Tj ET", page=0)
    return ("gutter", 1, "20 pt")


def text_in_the_gutter_of_a_verso(p):
    p.draw("0 0 0 1 k BT /F0 10 Tf 20 100 Td (Left) Tj ET 1 0 0 1 320 0 cm BT /F0 10 Tf 0 90 Td (1234) Tj ET", page=1)
    return ("gutter", 2, "20 pt")


def text_off_the_page_is_no_matter(p):
    p.draw("0 0 0 1 k BT /F0 10 Tf -60 900 Td (Slug) Tj ET")
    return []


def blanks_near_the_trim_are_no_matter(p):
    p.draw("0 0 0 1 k BT /F0 10 Tf 320 100 Td (1     ) Tj ET", page=0)
    p.add(100, "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[101 0 R]/ToUnicode 102 0 R>>")
    p.add(101, "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/FontDescriptor 11 0 R/DW 500>>")
    p.add(102, "<<>>", "1 begincodespacerange <0000><FFFF> endcodespacerange 2 beginbfchar <0041><0031> <0042><0020> endbfchar")
    p.resources["Font"]["F1"] = "100 0 R"
    p.draw("BT /F1 10 Tf 320 80 Td <004100420042004200420042> Tj ET", page=0)
    return []


def text_of_two_bytes_near_the_trim(p):
    blanks_near_the_trim_are_no_matter(p)
    p.draw("0 0 0 1 k BT /F1 10 Tf 320 60 Td <004100410041004100410041> Tj ET", page=0)
    return ("safe-zone", 1, "10 pt")


def small_text(p):
    p.draw("0 0 0 1 k BT /F0 4 Tf 60 100 Td (Small) Tj ET")
    return ("text-size", 1, "4 pt")


def text_made_small_by_its_matrix(p):
    p.draw("0 0 0 1 k 0.5 0 0 0.5 0 0 cm BT /F0 16 Tf 0.5 0 0 0.5 120 200 Tm (Small) Tj ET")
    return ("text-size", 1, "4 pt")


def small_text_in_two_inks(p):
    p.draw("1 0 0 .5 k BT /F0 7 Tf 60 100 Td (Blue) Tj ET")
    return ("text-inks", 1, "7 pt")


def hidden_text(p):
    p.draw("BT 3 Tr /F0 10 Tf 60 100 Td (Unseen) Tj ET")
    return ("hidden-text", 1, "mode 3")


def thin_rule(p):
    p.draw("0 0 0 1 K 0.1 w 60 100 m 200 100 l S")
    return ("line-weight", 1, "0.1 pt")


def rule_made_thin_by_its_matrix(p):
    p.draw("0 0 0 1 K 0.1 0 0 0.1 0 0 cm 1 w 600 1000 m 2000 1000 l S")
    return ("line-weight", 1, "0.1 pt")


def hairline(p):
    p.draw("0 0 0 1 K 0 w 60 100 m 200 100 l S")
    return ("line-weight", 1, "0 pt")


def thin_rectangle(p):
    p.draw("0 0 0 1 k 60 100 140 0.2 re f")
    return ("line-weight", 1, "0.2 pt")


def thin_rule_in_two_inks(p):
    p.draw("0.5 0.5 0 0 K 0.4 w 60 100 m 200 100 l S")
    return ("line-inks", 1, "0.4 pt")


def pale_rule(p):
    p.draw("0 0 0 0.05 K 1 w 60 100 m 200 100 l S")
    return ("line-tint", 1, "5 %")


def image_of_90_dpi(p):
    p.image(90, 90)
    return ("image-resolution", 1, "90 dpi")


def image_turned_is_measured_along_its_sides(p):
    p.image(300, 300)
    p.pages[0]["content"] = p.pages[0]["content"].replace("72 0 0 72 100 100 cm", "50.9 50.9 -50.9 50.9 150 100 cm")
    return []


def clean_image(p):
    p.image(300, 300)
    return []


def alpha(p):
    p.state("/ca 0.5")
    p.draw("/G0 gs 0 0 0 1 k 60 100 20 20 re f")
    return ("transparency", 1, "ca 50 %")


def blend_mode(p):
    p.state("/BM/Multiply")
    p.draw("/G0 gs")
    return ("transparency", 1, "Multiply")


def soft_mask(p):
    p.add(100, "<</Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency/CS/DeviceGray>>>>", "")
    p.state("/SMask<</S/Luminosity/G 100 0 R>>")
    p.draw("/G0 gs")
    return ("transparency", 1, "soft mask")


def image_with_a_mask(p):
    p.add(101, "<</Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray>>", b"x")
    p.image(300, 300, more="/SMask 101 0 R")
    return ("transparency", 1, "soft mask of a picture")


def page_group(p):
    p.pages[1]["more"] = "/Group<</S/Transparency/CS/DeviceCMYK>>"
    return ("transparency", 2, "page group")


def form_group(p):
    p.form(100, "0 g", "/Group<</S/Transparency>>")
    p.draw("/X100 Do")
    return ("transparency", 1, "form group")


def transfer_curve(p):
    p.state("/TR<</FunctionType 2/Domain[0 1]/N 2>>")
    p.draw("/G0 gs")
    return ("transfer-curve", 1, "ExtGState")


def black_of_310_percent(p):
    p.draw("0.7 0.7 0.7 1 k 60 100 20 20 re f")
    return ("ink-limit", 1, "310 %")


def image_of_314_percent(p):
    p.image(300, 300, value=200)
    return ("ink-limit", 1, "313.73 %")


def odd_pages(p):
    p.pages.append(p.page())
    return ("page-multiple", None, "3")


def too_many_pages(p):
    p.pages += [p.page() for _ in range(8)]
    return ("page-count", None, "10")


def no_trim_box(p):
    p.pages[0]["TrimBox"] = ""
    p.pages[1]["TrimBox"] = ""
    p.pages[0]["BleedBox"] = p.pages[1]["BleedBox"] = box(0, 0, TRIM[0] + 2 * LEFT, TRIM[1] + 2 * LEFT)
    sides = [("bleed", page, f"0.00 pt at the {side}") for page in (1, 2) for side in ("bottom", "left", "right", "top")]
    return [("box-missing", 1, "none"), ("box-missing", 2, "none")] + sides


def wrong_trim_box(p):
    p.pages[1]["TrimBox"] = box(LEFT + 1, LEFT, TRIM[0] - 1, TRIM[1])
    return [("bleed", 2, "9.50 pt at the left"), ("trim-size", 2, "359 × 504 pt")]


def trim_outside_bleed(p):
    p.pages[0]["BleedBox"] = box(LEFT, LEFT, TRIM[0], TRIM[1])
    return [("bleed", 1, f"0.00 pt at the {side}") for side in ("bottom", "left", "right", "top")]


def bleed_outside_media(p):
    p.pages[0]["MediaBox"] = box(LEFT, LEFT, TRIM[0], TRIM[1])
    return ("box-nesting", 1, "TrimBox, BleedBox")


def crop_box(p):
    p.pages[0]["more"] = "/CropBox" + box(SLUG, SLUG, TRIM[0] + 2 * BLEED, TRIM[1] + 2 * BLEED)
    return ("crop-box", 1, "377.01 × 521.01 pt")


def rotated(p):
    p.pages[0]["more"] = "/Rotate 90"
    return ("rotated", 1, "90 degrees")


def link(p):
    p.pages[0]["more"] = "/Annots[<</Type/Annot/Subtype/Link/Rect[99 99 120 120]/Dest[20 0 R/Fit]>>]"
    return ("annotations", 1, "Link")


def form_field(p):
    p.catalog = "/AcroForm<</Fields[100 0 R]>>"
    p.add(100, "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[99 99 120 120]>>")
    p.pages[0]["more"] = "/Annots[100 0 R]"
    return ("form-fields", None, "1 field")


def javascript(p):
    p.catalog = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    return ("scripts", None, "JavaScript")


def javascript_by_name(p):
    p.catalog = "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"
    return ("scripts", None, "JavaScript")


def attachment(p):
    p.catalog = "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)>>]>>>>"
    return ("attachments", None, "embedded file")


def bookmarks(p):
    p.catalog = "/Outlines 100 0 R"
    p.add(100, "<</First 101 0 R/Last 101 0 R/Count 1>>")
    p.add(101, "<</Title(One)/Parent 100 0 R/Dest[20 0 R/Fit]>>")
    return ("bookmarks", None, "outline")


def tags(p):
    p.catalog = "/StructTreeRoot<</Type/StructTreeRoot>>"
    return ("tags", None, "structure tree")


def layers(p):
    p.catalog = "/OCProperties<</OCGs[]/D<<>>>>"
    return ("layers", None, "optional content")


def newer_version(p):
    p.version = "1.7"
    return ("pdf-version", None, "1.7")


def no_pdfx_version(p):
    del p.info["GTS_PDFXVersion"]
    return ("pdfx-version", None, "none")


def other_condition(p):
    p.intent = p.intent.replace("FOGRA39", "FOGRA27")
    return ("output-intent", None, "FOGRA27")


def no_intent(p):
    p.intent = ""
    return ("output-intent", None, "none")


def not_trapped(p):
    p.info["Trapped"] = "/Unknown"
    return ("trapped", None, "Unknown")


def no_id(p):
    p.id = ""
    return ("file-id", None, "none")


def no_title(p):
    del p.info["Title"]
    return ("info-keys", None, "missing")


def xmp_of_another_title(p):
    p.catalog = "/Metadata 100 0 R"
    p.add(100, "<</Type/Metadata/Subtype/XML>>",
          '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreateDate="2026-01-01T00:00:00Z">'
          '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Another</rdf:li></rdf:Alt></dc:title>'
          '</rdf:Description></rdf:RDF></x:xmpmeta>')
    return ("xmp-disagrees", None, "Title")


def broken_content(p):
    p.pages[1]["content"] = b"not deflated at all"
    p.pages[1]["filter"] = "/Filter/FlateDecode"
    return ("broken-content", 2, "damaged or too long")


def unknown_operator(p):
    p.draw("1 0 0 frob")
    return ("broken-content", 1, "frob")


def unseen_colour_is_no_matter(p):
    p.draw("1 0 0 rg 0 0 0 1 k 60 100 20 20 re f")
    return []


def clean_with_every_filter(p):
    """ASCII85, LZW, RunLength and PNG's predictor all lead to the same content."""
    import base64
    text = p.pages[0]["content"].encode()
    p.pages[0]["content"] = base64.a85encode(zlib.compress(text)) + b"~>"
    p.pages[0]["filter"] = "/Filter[/ASCII85Decode/FlateDecode]"
    text = b"0 0 0 1 k 60 60 9 9 re f 1 0 0 rg 80 80 9 9 re f "
    runs = b"".join(bytes([len(text[i:i + 50]) - 1]) + text[i:i + 50] for i in range(0, len(text), 50)) + b"\x80"
    p.pages[1]["content"] = runs.hex() + ">"
    p.pages[1]["filter"] = "/Filter[/ASCIIHexDecode/RunLengthDecode]"
    return ("colour-space", 2, "DeviceRGB")


def lzw(p):
    p.pages[0]["content"] = lzw_bytes(b"1 0 0 rg 60 60 9 9 re f " * 400)
    p.pages[0]["filter"] = "/Filter/LZWDecode"
    return ("colour-space", 1, "DeviceRGB")


def lzw_bytes(data):
    table, bits, count = {bytes([i]): i for i in range(256)}, 256, 9
    word, following, width = b"", 258, 9
    for byte in data:
        longer = word + bytes([byte])
        if longer in table:
            word = longer
            continue
        bits, count = bits << width | table[word], count + width
        table[longer] = following
        following += 1
        width = 12 if following >= 2048 else 11 if following >= 1024 else 10 if following >= 512 else 9
        word = bytes([byte])
    for code in (table[word], 257):
        bits, count = bits << width | code, count + width
        following += 1
        width = 12 if following >= 2048 else 11 if following >= 1024 else 10 if following >= 512 else 9
    return (bits << (-count % 8)).to_bytes((count + 7) // 8, "big")


FAULTS = [rgb_text, rgb_line, rgb_through_cs, rgb_in_a_form, rgb_in_a_form_in_a_form, rgb_in_a_pattern, rgb_in_a_shading,
          rgb_image, rgb_inline_image, icc_image, indexed_rgb_image, spot_colour, font_missing, text_2_mm_from_trim,
          text_near_the_top, text_in_the_gutter, text_in_the_gutter_of_a_verso, text_off_the_page_is_no_matter,
          blanks_near_the_trim_are_no_matter, text_of_two_bytes_near_the_trim, small_text,
          text_made_small_by_its_matrix, small_text_in_two_inks, hidden_text, thin_rule, rule_made_thin_by_its_matrix,
          hairline, thin_rectangle, thin_rule_in_two_inks, pale_rule, image_of_90_dpi,
          image_turned_is_measured_along_its_sides, clean_image, alpha, blend_mode, soft_mask, image_with_a_mask,
          page_group, form_group, transfer_curve, black_of_310_percent, image_of_314_percent, odd_pages, too_many_pages,
          no_trim_box, wrong_trim_box, trim_outside_bleed, bleed_outside_media, crop_box, rotated, link, form_field,
          javascript, javascript_by_name, attachment, bookmarks, tags, layers, newer_version, no_pdfx_version,
          other_condition, no_intent, not_trapped, no_id, no_title, xmp_of_another_title, broken_content,
          unknown_operator, unseen_colour_is_no_matter, clean_with_every_filter, lzw]


def check_faults(t, folder):
    clean = folder / "clean.pdf"
    clean.write_bytes(Pdf().bytes())
    t.equal("a clean PDF has no findings", findings(clean), [])
    for fault in FAULTS:
        pdf = Pdf()
        wanted = fault(pdf)
        wanted = wanted if isinstance(wanted, list) else [wanted]
        path = folder / f"{fault.__name__}.pdf"
        path.write_bytes(pdf.bytes())
        t.equal(fault.__name__.replace("_", " "), sorted(map(str, findings(path))), sorted(map(str, wanted)))


def check_encryption(t, folder):
    clean = folder / "clean.pdf"
    for name, password in (("open", ""), ("locked", "secret")):
        subprocess.run(["qpdf", "--encrypt", password, "owner", "256", "--", str(clean),
                        str(folder / f"{name}.pdf")], check=True)
    found = findings(folder / "open.pdf")
    t.equal("an encrypted PDF is one", [f for f in found if f[0] == "encryption"], [("encryption", None, "encrypted")])
    done = preflight(folder / "locked.pdf")
    t.check("a PDF with a password cannot be read", done.returncode == 2 and "password" in done.stderr, done.stderr)


# ---- What is told ----


def check_output(t, folder):
    pdf = Pdf()
    thin_rule(pdf)
    path = folder / "told.pdf"
    path.write_bytes(pdf.bytes())
    done = preflight(path)
    t.equal("a finding is a line", done.stdout,
            f"{path}: error: page 1 at 60.0,404.0: a line is too thin: 0.1 pt; asked: at least 0.25 pt [line-weight]\n")
    t.equal("findings are told by the exit", done.returncode, 1)
    t.equal("the number of findings is said apart", done.stderr, f"{path}: 1 error, 0 warnings on 2 pages for {STRICT}\n")
    t.equal("--quiet does not say it", preflight(path, "-q").stderr, "")
    told = json.loads(preflight(path, "-f", "json").stdout)
    t.equal("JSON says the same", told, {
        "file": str(path), "printer": "Strict", "pages": 2, "errors": 1, "warnings": 0,
        "findings": [{"rule": "line-weight", "severity": "error", "page": 1, "x": 60.0, "y": 404.0, "source": None,
                      "line": None, "count": 1,
                      "value": "0.1 pt", "limit": "at least 0.25 pt", "message": "a line is too thin"}]})
    path.write_bytes(Pdf().bytes())
    t.equal("nothing found is 0", preflight(path).returncode, 0)
    image = Pdf()
    image_of_90_dpi(image)
    image.pages += [Pdf.page() for _ in range(30)]
    path.write_bytes(image.bytes())
    told = json.loads(preflight(path, "-f", "json", printer="offset").stdout)
    t.equal("advice is a warning", [(f["rule"], f["severity"]) for f in told["findings"]],
            [("image-resolution", "warning")])


def check_calls(t, folder):
    path = folder / "clean.pdf"
    cases = {
        "no printer": ([str(path)], "--printer says which printer"),
        "an unknown printer": ([str(path), "-p", "kpd"], "there is no printer kpd"),
        "no file": (["-p", "kdp"], "preflight wants FILE"),
        "a missing file": ([str(folder / "none.pdf"), "-p", "kdp"], "No such file"),
        "a folder": ([str(folder), "-p", "kdp"], "is no file"),
        "a device": (["/dev/zero", "-p", "kdp"], "is no file"),
        "an unknown format": ([str(path), "-p", "kdp", "-f", "xml"], "--format is one of text, json"),
    }
    for name, (arguments, said) in cases.items():
        done = subprocess.run([LONGHAND, "preflight", *arguments], capture_output=True, text=True, timeout=60,
                              env=program.ENVIRONMENT, check=False)
        t.check(f"{name} is an error with a hint", done.returncode == 2 and said in done.stderr, done.stderr)
    printers = sorted(path.stem for path in (ROOT / "styles/printers").glob("*.yaml"))
    for printer in printers:
        code = preflight(path, printer=printer).returncode
        t.equal(f"{printer} can be asked", code, 1)  # two pages are no book


def many_pages_in_large_fonts():
    """Sixteen fonts of 65536 codes, on each of 900 pages: not more of them than on one page."""
    pdf = Pdf()
    for i in range(16):
        pdf.add(5000 + 2 * i, f"<</Type/Font/Subtype/Type0/BaseFont/Large{i}/Encoding/Identity-H/DescendantFonts"
                             f"[{5001 + 2 * i} 0 R]>>")
        pdf.add(5001 + 2 * i, f"<</Type/Font/Subtype/CIDFontType2/BaseFont/Large{i}/W[65535[500]]/FontDescriptor 11 0 R>>")
        pdf.resources["Font"][f"L{i}"] = f"{5000 + 2 * i} 0 R"
    page = Pdf.page()
    page["content"] += "BT " + "".join(f"/L{i} 10 Tf 60 300 Td <0041> Tj -60 -300 Td " for i in range(16)) + "ET\n"
    pdf.pages = [page] * 900
    return pdf


def check_large_fonts(t, folder):
    path = folder / "large-fonts.pdf"
    path.write_bytes(many_pages_in_large_fonts().bytes())
    t.equal("large fonts are counted once, however many pages use them",
            [finding for finding in findings(path) if finding[0] != "page-count"], [])


# ---- What build writes for a printer ----

PRINTED = """extends: {}
pages: {{least: 1, multiple: 4}}
"""
CHAPTER = """# One

Text with a footnote[^1] and x<sup>2</sup>, `code`, <mark>marked</mark>, and [a link](https://example.com/).

![In colour](colour.png){width=30%}

![Grey](grey.png){width=30%}

![Through](through.png){width=30%}

![Flat](flat.svg){width=30%}

![Shaded](shaded.svg){width=30%}

```python
print("listing")
```

> [!TRADEOFF] This or that?
> Both.

[^1]: A note.
"""
FLAT = """<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#e8f0ff"/>
<path d="M9 9L90 90" stroke="#ff0000" stroke-width="0.1"/><path d="M9 90L90 9" stroke="#000" stroke-width="1"/></svg>"""
SHADED = """<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><defs><linearGradient id="g"><stop offset="0"
stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient></defs><rect width="96" height="96"
fill="url(#g)" opacity="0.5"/></svg>"""


def png(columns, rows, kind, pixel):
    """A PNG whose pixels are pixel(x, y), bytes of as many channels as @kind has."""
    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
    lines = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(columns)) for y in range(rows))
    head = columns.to_bytes(4, "big") + rows.to_bytes(4, "big") + bytes([8, kind, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def write_book(folder):
    return program.write(folder, {
        "book.yaml": "title: Ink & paper\nauthor: Nobody\ndate: 2026-02-03\n",
        "SUMMARY.md": "# Summary\n\n- [One](one.md)\n",
        "one.md": CHAPTER,
        "flat.svg": FLAT,
        "shaded.svg": SHADED,
        "colour.png": png(500, 300, 2, lambda x, y: bytes([x % 256, y % 256, 0])),
        "grey.png": png(500, 300, 2, lambda x, y: bytes([x % 256] * 3)),
        "through.png": png(500, 300, 6, lambda x, y: bytes([255, 0, 0, y % 256]))})


def build(book, pdf, *options):
    return program.run(LONGHAND, "build", book, "-o", pdf, *options, seconds=200)


def plain(pdf):
    """The PDF with nothing packed or deflated, as text."""
    return subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(pdf), "-"], capture_output=True,
                          check=True).stdout.decode("latin-1")


def unpacked(pdf):
    """The PDF's bytes with every stream decoded."""
    return subprocess.run(["qpdf", "--stream-data=uncompress", "--object-streams=disable", str(pdf), "-"],
                          capture_output=True, check=True).stdout


def operators(text, name):
    """The operands of every @name in the content streams."""
    return [tuple(map(float, match[0].split())) for match in
            re.finditer(r"(?:(?<=\s)-?[\d.]+ )+(?=%s\s)" % name, text)]


KEYS = {
    "kdp": ("%PDF-1.5", [], ["/Metadata", "/Outlines", "/Annots", "/StructTreeRoot", "/OutputIntents", "Ink &"]),
    "ingram": ("%PDF-1.3", ["(PDF/X-1:2001)", "(PDF/X-1a:2001)", "(CGATS TR 001)", "/Trapped /False"],
               ["/Metadata", "/Annots", "/ObjStm", "/DestOutputProfile"]),
    "lulu": ("%PDF-1.5", ["Ink & paper"], ["/OutputIntents"]),
    "offset": ("%PDF-1.4", ["(PDF/X-1a:2003)", "(FOGRA39)", "/Trapped /False", "(D:20260203000000Z)", "Ink &amp; paper"],
               ["/Annots", "/ObjStm", "/DestOutputProfile", "/Group", "/SMask"]),
}


def check_print(t, folder):
    book = write_book(folder / "book")
    dump = {}
    for name, (head, has, hasnt) in KEYS.items():
        printer, pdf = folder / f"my-{name}.yaml", folder / f"{name}.pdf"
        printer.write_text(PRINTED.format(name))
        done = build(book, pdf, "-p", str(printer))
        t.check(f"{name}: a book passes its printer's preflight", done.returncode == 0 and pdf.exists(), done.stderr)
        t.equal(f"{name}: no errors outside either", [f for f in findings(pdf, str(printer)) if f[0] not in
                                                      ("safe-zone",)], [])
        text = plain(pdf)
        dump[name] = text
        t.check(f"{name}: is {head}", pdf.read_bytes().startswith(head.encode()), pdf.read_bytes()[:20])
        t.none(f"{name}: says what it should", [key for key in has if key not in text])
        t.none(f"{name}: has nothing that it should not", [key for key in hasnt if key in text])
        t.none(f"{name}: all colours are inks", operators(text, "rg") + operators(text, "RG"))
        pages = text.count("/Type /Page\n")
        t.equal(f"{name}: pages are a multiple of four", pages % 4, 0)
        again = folder / "again.pdf"
        build(book, again, "-p", str(printer), "-j", "1")
        t.check(f"{name}: the same book, the same bytes", again.read_bytes() == pdf.read_bytes())
    check_sheets(t, dump)
    check_pictures(t, dump["offset"])
    check_build_calls(t, folder, book)


def check_sheets(t, dump):
    t.check("kdp: versos bleed to the left, rectos to the right",
            re.search(r"/TrimBox \[\s*0\s+9\s+504\s+729\s*\]", dump["kdp"]) and
            re.search(r"/TrimBox \[\s*9\s+9\s+513\s+729\s*\]", dump["kdp"]))
    t.check("offset: the trim lies in 3 mm of bleed",
            re.search(r"/TrimBox \[\s*8.504\s+8.504\s+512.504\s+728.504\s*\]", dump["offset"]))
    weights = {weight for weight, in operators(dump["kdp"], "w")}
    t.check("kdp: rulings of half a point become three quarters", 0.75 in weights and 0.5 not in weights, weights)
    t.check("ingram: the last page is empty", dump["ingram"].rstrip().count("/Length 0") or
            "stream\nendstream" in dump["ingram"].replace("stream\n\nendstream", "stream\nendstream"))


def check_pictures(t, text):
    t.equal("pictures in colour are CMYK, a grey one grey",
            (text.count("/ColorSpace /DeviceCMYK"), text.count("/ColorSpace /DeviceGray")), (3, 1))
    inks = operators(text, "k") + operators(text, "K")
    t.check("a drawing's red is magenta and yellow, as the press's profile has it",
            any(c == 0 and 0.9 < m <= 1 and y > 0.9 and k == 0 for c, m, y, k in inks), sorted(set(inks)))
    t.check("a drawing's black is black ink alone", (0, 0, 0, 1) in inks, sorted(set(inks)))
    t.check("no ink is above 300 per cent", all(sum(ink) <= 3.0001 for ink in inks))


def check_build_calls(t, folder, book):
    pdf = folder / "call.pdf"
    old = b"%PDF an older one"
    pdf.write_bytes(old)
    cases = {
        "an unknown printer": (["-p", "kpd"], 1, "there is no printer kpd"),
        "a printer and the screen": (["-p", "kdp", "-t", "screen"], 2, "--target says screen"),
        "a printer and pictures": (["-p", "kdp", "-f", "png"], 2, "--printer is for a pdf"),
        "black ink without a printer": (["--inks", "mono"], 2, "name one with --printer"),
        "unknown inks": (["-p", "kdp", "--inks", "cyan"], 2, "--inks is one of colour, mono"),
    }
    for name, (options, code, said) in cases.items():
        done = build(book, pdf, *options)
        t.check(f"build: {name} is an error", done.returncode == code and said in done.stderr and
                pdf.read_bytes() == old, f"{done.returncode} {done.stderr}")
    done = build(book, pdf, "-p", "kdp")
    t.check("build: what the printer refuses makes it fail", done.returncode == 1 and "[page-count]" in done.stderr,
            done.stderr)
    done = build(book, pdf, "-p", str(folder / "my-offset.yaml"), "--inks", "mono")
    inks = operators(plain(pdf), "k") + operators(plain(pdf), "K")
    t.check("mono: everything is black ink", done.returncode == 0 and inks and all(ink[:3] == (0, 0, 0) for ink in inks),
            sorted(set(inks)))
    t.equal("mono: every picture is grey", plain(pdf).count("/DeviceCMYK"), 0)
    check_profile(t, folder, book)


COARSE = """# One

Words before.

![Coarse](coarse.png){width=30%}

"""


def check_trace(t, folder):
    """Findings about our own files say where the author wrote what is there."""
    book, pdf = folder / "traced", folder / "traced.pdf"
    write_book(book)
    (book / "coarse.png").write_bytes(png(40, 40, 2, lambda x, y: bytes((200, 9 * (x % 9), 0))))
    (book / "one.md").write_text(COARSE + "More words of it.\n\n" * 900)
    done = build(book, pdf, "-p", "offset")
    t.check("build: a finding has its line of the manuscript", "one.md:5" in done.stderr and
            "[image-resolution]" in done.stderr, done.stderr)
    told = [line for line in preflight(pdf, str(book), printer="offset").stdout.splitlines()]
    t.check("preflight: so it has when the book is named", len(told) == 1 and "(one.md:5): a picture" in told[0], told)
    found = json.loads(preflight(pdf, str(book), "-f", "json", printer="offset").stdout)["findings"]
    t.equal("preflight: and as JSON", [(f["source"], f["line"]) for f in found], [("one.md", 5)])
    here = program.run(LONGHAND, "preflight", pdf, "-p", "offset", cwd=book).stdout
    t.check("preflight: or lies here", "(one.md:5)" in here, here)
    t.check("preflight: else there is none", "one.md" not in preflight(pdf, printer="offset").stdout)
    (book / "one.md").write_text("# One\n\nShort.\n")
    done = preflight(pdf, str(book), printer="offset")
    t.check("preflight: another book is none of its lines", "one.md" not in done.stdout and "another book" in done.stderr,
            done.stdout + done.stderr)


def check_profile(t, folder, book):
    """PDF/X-4: with our profile, another one, none at all, and what is none."""
    profile = (ROOT / "styles/printers/generic-coated.icc").read_bytes()
    (folder / "press.icc").write_bytes(profile.replace(b"MIT License", b"mit license"))
    (folder / "head.icc").write_bytes(bytes(16) + b"CMYK" + bytes(16) + b"acsp" + bytes(200))
    (folder / "none.icc").write_bytes(b"no profile at all" * 20)
    printer, pdf = folder / "my-x4.yaml", folder / "x4.pdf"
    printer.write_text(PRINTED.format("x4"))
    done = build(book, pdf, "-p", str(printer))
    t.check("x4: as it comes it passes", done.returncode == 0 and "PDF/X-4" in plain(pdf), done.stderr)
    t.check("x4: our profile is in the file", profile in unpacked(pdf))
    bare = folder / "bare.pdf"
    bare.write_bytes(plain(pdf).replace("/DestOutputProfile", "/ZestOutputProfile").encode("latin-1"))
    t.equal("x4: without the press's profile it is refused", findings(bare, str(printer)), [("output-profile", None, "none")])
    printer.write_text(PRINTED.format("x4") + "colour: {profile: none.icc}\n")
    t.check("x4: what is no profile is told", "is no ICC profile" in build(book, pdf, "-p", str(printer)).stderr)
    printer.write_text(PRINTED.format("x4") + "colour: {profile: press.icc}\n")
    done = build(book, pdf, "-p", str(printer))
    t.check("x4: with another profile it passes", done.returncode == 0 and b"mit license" in unpacked(pdf), done.stderr)
    printer.write_text(PRINTED.format("x4") + "colour: {profile: head.icc}\n")
    done = build(book, pdf, "-p", str(printer))
    t.check("x4: a profile without tables is told", done.returncode == 1 and "is no ICC profile of a press that colours"
            in done.stderr, done.stderr)
    check_our_profile(t, folder)
    printer.write_text(PRINTED.format("offset") + "boxes: {crop-marks: 14, registration-marks: yes}\n")
    done = build(book, pdf, "-p", str(printer))
    t.check("marks: pages with them pass", done.returncode == 0 and "1 1 1 1 K" in plain(pdf), done.stderr)


def check_our_profile(t, folder):
    """The program that makes it makes the same; other people's programs take it."""
    ours, again = ROOT / "styles/printers/generic-coated.icc", folder / "again.icc"
    maker = pathlib.Path(LONGHAND).parents[1] / "tools/press-profile"
    subprocess.run([str(maker), str(again)], check=True, env=program.ENVIRONMENT)
    old, new = ours.read_bytes(), again.read_bytes()
    far = [i for i in range(0, len(old), 2) if abs(int.from_bytes(old[i:i + 2], "big") - int.from_bytes(new[i:i + 2], "big")) > 64]
    t.check("the profile is what its program makes", len(old) == len(new) and not far, far[:9])
    t.check("the profile is small", len(old) < 600_000, len(old))
    if not shutil.which("transicc"):
        t.skip("the profile is read by transicc", "no transicc")
        return
    said = subprocess.run(["transicc", "-n", "-i", str(ours), "-o", "*Lab", "-t1"], input="0 0 0 100\nq\n",
                          capture_output=True, text=True, check=False).stdout
    t.check("the profile is read by transicc", re.search(r"\b17\.\d+ -?0\.0\d* 0\.\d+", said), said)


# ---- Hostile PDFs ----


def loop_of_forms(p):
    p.form(100, "/X101 Do")
    p.form(101, "/X100 Do")
    p.draw("/X100 Do")


def laughing_forms(p):
    for i in range(100, 112):
        p.form(i, f"/X{i + 1} Do " * 10)
    p.form(112, "0 g 0 0 1 1 re f " * 10)
    p.draw("/X100 Do")


def deep_forms(p):
    for i in range(100, 400):
        p.form(i, f"/X{i + 1} Do")
    p.form(400, "0 g")
    p.draw("/X100 Do")


def deep_arrays(p):
    p.draw("[" * 300000 + "]" * 300000 + " TJ")


def deep_dictionaries(p):
    p.catalog = "/Deep " + "<</A" * 20000 + " 1" + ">>" * 20000


def many_saves(p):
    p.draw("q " * 1000000)


def deflated(piece, times):
    """zlib's stream of @piece many times, deflated once; its checksum is wrong, which is found last."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * times + deflater.flush() + bytes(4)


MEBIBYTE = bytes(1 << 20)


def bomb(p):
    p.pages[0]["content"] = deflated(b"0 g " * (1 << 18), 1024)
    p.pages[0]["filter"] = "/Filter/FlateDecode"


def bomb_in_a_bomb(p):
    p.pages[0]["content"] = zlib.compress(deflated(MEBIBYTE, 4096), 9)
    p.pages[0]["filter"] = "/Filter[/FlateDecode/FlateDecode]"


def bomb_in_an_image(p):
    p.image(1, 1)
    p.add(100, "<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceCMYK"
               "/Filter/FlateDecode>>", deflated(MEBIBYTE, 1024))


def bomb_in_an_object_stream():
    pdf = Pdf()
    pdf.add(100, "<</Type/ObjStm/N 1/First 6/Filter/FlateDecode>>", deflated(b" " * (1 << 20), 4096))
    pdf.catalog = "/Outlines 101 0 R"
    return pdf.bytes_with_packed(101, 100)


def huge_array_of_widths(p):
    p.add(100, "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[101 0 R]>>")
    p.add(101, "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/FontDescriptor 11 0 R/W[" + "0 65535 500 " * 3000 + "]>>")
    p.resources["Font"]["F1"] = "100 0 R"
    p.draw("BT /F1 10 Tf 60 100 Td <00410042> Tj ET")


def many_fonts(p):
    for i in range(100, 3000):
        p.add(i, "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<<"
                 "/FontDescriptor 11 0 R/W[65535[500]]>>]>>")
        p.resources["Font"][f"G{i}"] = f"{i} 0 R"
        p.draw(f"BT /G{i} 10 Tf 60 100 Td <FFFF> Tj ET")


def self_drawing_pattern(p):
    p.add(100, "<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
               "/Resources 3 0 R>>", "/Pattern cs /P0 scn 0 0 9 9 re f")
    p.resources["Pattern"]["P0"] = "100 0 R"
    p.draw("/Pattern cs /P0 scn 60 60 40 40 re f")


def self_drawing_glyph(p):
    p.add(100, "<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 9 9]/FirstChar 65/LastChar 65"
               "/Widths[500]/Encoding<</Differences[65/a]>>/CharProcs<</a 101 0 R>>/Resources 3 0 R>>")
    p.add(101, "<<>>", "BT /F1 10 Tf (A) Tj ET")
    p.resources["Font"]["F1"] = "100 0 R"
    p.draw("BT /F1 10 Tf 60 100 Td (A) Tj ET")


def space_in_itself(p):
    p.add(100, "[/Indexed 100 0 R 1<00>]")
    p.resources["ColorSpace"]["C0"] = "100 0 R"
    p.draw("/C0 cs 0 sc 60 60 9 9 re f")


def pages_in_a_loop(p):
    p.add(2, "<</Type/Pages/Kids[2 0 R]/Count 1>>")


def million_pages(p):
    p.add(2, "<</Type/Pages/Kids[" + "20 0 R " * 1000000 + "]/Count 1000000>>")


def numbers_out_of_range(p):
    p.draw("9" * 400 + " 0 0 1e9 0 0 cm " + "1 0 0 1 0 0 cm " * 100 + "0 0 " + "9" * 400 + " 1 re f")
    p.draw("BT /F0 99999999999999999999 Tf 99999999999 0 0 9999999999 0 0 Tm (A) Tj ET")


HOSTILE = [loop_of_forms, laughing_forms, deep_forms, deep_arrays, deep_dictionaries, many_saves, bomb, bomb_in_a_bomb,
           bomb_in_an_image, huge_array_of_widths, many_fonts, self_drawing_pattern,
           self_drawing_glyph, space_in_itself, pages_in_a_loop, million_pages, numbers_out_of_range]


def torn_pdfs():
    """Damaged bytes of a PDF that has everything, by name."""
    whole = Pdf()
    clean_image(whole)
    data = whole.bytes()
    yield "an empty file", b""
    yield "no PDF", b"Not a PDF.\n" * 100
    yield "only a header", b"%PDF-1.4\n"
    for part in (1, 3, 5, 7, 9):
        yield f"{part}0 per cent of a PDF", data[:len(data) * part // 10]
    yield "zeros in a PDF", data[:800] + bytes(400) + data[1200:]
    yield "a wrong table", data.replace(b"startxref\n", b"startxref\n9")
    for seed in range(20):
        torn = bytearray(data)
        for i in range(40):
            torn[(seed * 7919 + i * 104729) % len(torn)] = (seed * 31 + i * 17) % 256
        yield f"a PDF with 40 wrong bytes, {seed}", bytes(torn)


def run_bounded(path):
    """Exit, output, seconds, and MiB that the program took."""
    start = time.monotonic()
    child = subprocess.Popen([LONGHAND, "preflight", str(path), "-p", STRICT], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env=program.ENVIRONMENT, stdin=subprocess.DEVNULL)
    out = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    return os.waitstatus_to_exitcode(status), out.decode(errors="replace"), seconds, used.ru_maxrss / 1024


def check_hostile(t, folder):
    seconds_allowed = 60 if SANITIZED else 15
    cases = [(fault.__name__.replace("_", " "), fault) for fault in HOSTILE]
    for name, fault in cases:
        pdf = Pdf()
        fault(pdf)
        judge(t, name, folder, pdf.bytes(), seconds_allowed)
    judge(t, "bomb in an object stream", folder, bomb_in_an_object_stream(), seconds_allowed)
    for name, data in torn_pdfs():
        judge(t, name, folder, data, seconds_allowed)


def judge(t, name, folder, data, seconds_allowed):
    path = folder / "hostile.pdf"
    path.write_bytes(data)
    code, said, seconds, most = run_bounded(path)
    good = code in (0, 1, 2) and seconds < seconds_allowed and (SANITIZED or most < 1024) and (code == 0 or said.strip())
    t.check(f"hostile: {name}", good and "Sanitizer" not in said and "runtime error" not in said,
            f"exit {code}, {seconds:.1f} s, {most:.0f} MiB\n{said[-1500:]}")


with tap.Tap("press") as t, tempfile.TemporaryDirectory() as scratch:
    for check in (check_faults, check_encryption, check_output, check_calls, check_large_fonts, check_print,
                  check_trace, check_hostile):
        if not WORDS or any(word in check.__name__ for word in WORDS):
            check(t, pathlib.Path(scratch))
