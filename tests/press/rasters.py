"""Pages as pictures, and plates as Ghostscript makes them; plain Python."""

import pathlib
import re
import subprocess

DPI = 72


def pages_of(pdf, page):
    """(columns, rows, bytes) of a page in grey, DPI dots an inch."""
    told = subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), "-f", str(page), "-l", str(page), str(pdf)],
                          capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", told)
    return int(head[1]), int(head[2]), told[head.end():]


def dark(picture, below, move, size):
    """The pixels darker than @below, moved by @move points, as far as they then lie in @size."""
    columns, _, samples = picture
    dx, dy = round(move[0] * DPI / 72), round(move[1] * DPI / 72)
    table = bytes(1 if value < below else 0 for value in range(256))
    flags, found, at = samples.translate(table), set(), -1
    while (at := flags.find(1, at + 1)) >= 0:
        x, y = at % columns + dx, at // columns + dy
        if 0 <= x < size[0] and 0 <= y < size[1]:
            found.add((x, y))
    return found


def strays(dark_here, dark_there):
    """The part of @dark_here that has nothing of @dark_there within two pixels."""
    near = range(-2, 3)
    lost = sum(1 for x, y in dark_here if not any((x + i, y + k) in dark_there for i in near for k in near))
    return lost / max(1, len(dark_here))


def tiff(path):
    """(columns, rows, bytes) of a grey TIFF that is not compressed; 255 = all ink."""
    data = path.read_bytes()
    order = "little" if data[:2] == b"II" else "big"

    def number(at, size):
        return int.from_bytes(data[at:at + size], order)
    tags, at = {}, number(4, 4)
    for i in range(number(at, 2)):
        entry = at + 2 + 12 * i
        size = {3: 2, 4: 4}.get(number(entry + 2, 2), 1)
        count = number(entry + 4, 4)
        start = entry + 8 if size * count <= 4 else number(entry + 8, 4)
        tags[number(entry, 2)] = [number(start + size * k, size) for k in range(min(count, 100000))]
    assert tags[259] == [1] and tags[258] == [8], "compressed, or not 8 bits"
    samples = b"".join(data[start:start + size] for start, size in zip(tags[273], tags[279]))
    white = tags[262] == [0]
    return tags[256][0], tags[257][0], samples if white else samples.translate(bytes(255 - value for value in range(256)))


def plates(folder, pdf, first, last):
    """For each page {ink: (columns, rows, bytes)}, 100 dots an inch."""
    for old in pathlib.Path(folder).glob("plate*"):
        old.unlink()
    subprocess.run(["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", "-sCompression=none", "-r100",
                    f"-dFirstPage={first}", f"-dLastPage={last}", "-o", f"{folder}/plate%d.tif", str(pdf)],
                   check=True, capture_output=True)
    return [{ink: tiff(pathlib.Path(folder, f"plate{page}({ink}).tif")) for ink in ("Cyan", "Magenta", "Yellow", "Black")}
            for page in range(1, last - first + 2)]
