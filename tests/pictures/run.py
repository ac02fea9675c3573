"""PNGs of every kind that PDF can take as they are, made here pixel by pixel, and read back from the PDF.

usage: run.py LONGHAND

Each picture uses every filter of PNG on rows of random samples; poppler's pdfimages takes them out again.
"""

import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tap import Tap  # noqa: E402

KINDS = {"gray": (0, 1), "colour": (2, 3), "gray with alpha": (4, 2), "colour with alpha": (6, 4)}
WIDTH, HEIGHT = 17, 23


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def paeth(left, above, corner):
    guess = left + above - corner
    return min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))[2]


def filtered(rows, channels, chance):
    """The rows as PNG filters them, a filter drawn for each row."""
    out, above = bytearray(), [0] * len(rows[0])
    for number, row in enumerate(rows):
        kind = number % 5 if number < 5 else chance.randrange(5)
        out.append(kind)
        for i, value in enumerate(row):
            left = row[i - channels] if i >= channels else 0
            corner = above[i - channels] if i >= channels else 0
            guess = (0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind]
            out.append((value - guess) & 255)
        above = row
    return bytes(out)


def make(kind, channels, opaque, seed):
    """The file's bytes, and the rows of samples that it holds."""
    chance = random.Random(seed)
    rows = [[chance.randrange(256) for _ in range(WIDTH * channels)] for _ in range(HEIGHT)]
    if kind in (4, 6) and opaque:
        rows = [[255 if i % channels == channels - 1 else value for i, value in enumerate(row)] for row in rows]
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, kind, 0, 0, 0)
    packed = zlib.compress(filtered(rows, channels, chance))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed[:40]) + chunk(b"IDAT", packed[40:]) +
            chunk(b"IEND", b"")), rows


def netpbm(path):
    """The samples of a PGM or PPM file."""
    data = path.read_bytes()
    return list(data[re.match(rb"P[56]\s\d+\s\d+\s\d+\s", data).end():])


def check_kind(t, longhand, name, opaque, folder):
    kind, channels = KINDS[name]
    data, rows = make(kind, channels, opaque, name)
    title = f"{name}{', all opaque' if opaque else ''}"
    (folder / "one.png").write_bytes(data)
    (folder / "one.md").write_text("# One\n\n![A picture](one.png)\n", encoding="utf-8")
    ran = subprocess.run([longhand, "build", folder / "one.md", "-q", "-o", folder / "one.pdf"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
    t.check(f"{title}: builds", ran.returncode == 0, ran.stdout)
    subprocess.run(["pdfimages", folder / "one.pdf", folder / "taken"], check=True)
    images = [netpbm(path) for path in sorted(folder.glob("taken-*"))]
    alpha = channels in (2, 4)
    colours = [value for row in rows for i, value in enumerate(row) if not alpha or i % channels < channels - 1]
    mask = [row[i] for row in rows for i in range(channels - 1, len(row), channels)] if alpha and not opaque else None
    grown = [value for value in colours for _ in range(3)] if channels < 3 else colours
    t.check(f"{title}: every sample is there", images and images[0] in (colours, grown))
    if mask:
        t.check(f"{title}: its alpha is its mask", len(images) > 1 and mask in (images[1], images[1][::3]))


def check_damaged(t, longhand, folder):
    """A sum that is wrong sends the file to the decoder, which says so."""
    data, _ = make(2, 3, False, "damaged")
    (folder / "one.png").write_bytes(data[:60] + bytes([data[60] ^ 1]) + data[61:])
    (folder / "one.md").write_text("# One\n\n![A picture](one.png)\n", encoding="utf-8")
    ran = subprocess.run([longhand, "build", folder / "one.md", "-q", "-o", folder / "one.pdf"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
    t.check("a damaged PNG is told", ran.returncode == 1 and "one.png" in ran.stdout, f"{ran.returncode} {ran.stdout}")


def main(longhand):
    with Tap("pictures") as t:
        if not shutil.which("pdfimages"):
            t.skip("pictures", "pdfimages is not here")
            return
        for name, (_, channels) in KINDS.items():
            for opaque in (False, True) if channels in (2, 4) else (False,):
                with tempfile.TemporaryDirectory() as folder:
                    check_kind(t, longhand, name, opaque, pathlib.Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            check_damaged(t, longhand, pathlib.Path(folder))


os.environ["LANG"] = "C.UTF-8"
main(*sys.argv[1:])
