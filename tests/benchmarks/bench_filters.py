"""How long does each filter take and how much memory, and how long does scikit-image take for the same?

    python -m tests.benchmarks.bench_filters              # every filter at 2 and 8.7 megapixels, as a Markdown table
    python -m tests.benchmarks.bench_filters median       # only rows whose name holds "median"

Each row runs in a process of its own: one call on a small page to load what is loaded once, one call whose peak of
resident memory is taken, then ours and scikit-image's in turn, best of a few. Memory is what the process grew by at its
peak, the result included, in multiples of the page's own bytes. A second table says which filters are slow on the
larger page and do not declare it, or declare it and are not.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from skimage import color, data, exposure, filters, morphology, restoration, transform, util
from skimage.filters.rank import median as rank_median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ocrlab.filters import all_filters, get_filter
from ocrlab.filters.twins.deconvolve import kernel_of
from ocrlab.pipeline import Stage

SIZES = {"2 MP": (1600, 1250), "8.7 MP": (3508, 2480)}
COLOUR = ("grayscale", "drop_colour")  # which do nothing to a grey page
ENOUGH_SECONDS = 2.0
SLOW_SECONDS = 2.0  # on the larger page, at a filter's costliest row
EDGE = 64  # px by which a page is continued, where scikit-image would take it for ending in black
BLUR = kernel_of("gaussian", 1.5, 0)

Plain = Callable[[np.ndarray], Any]


def disk(radius: int) -> np.ndarray:
    return morphology.disk(radius)


def square(radius: int) -> np.ndarray:
    return np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)


def split(image: np.ndarray, limit: Any) -> np.ndarray:
    return (image > limit).astype(np.uint8) * np.uint8(255)


def hysteresis(image: np.ndarray) -> np.ndarray:
    level = filters.threshold_otsu(image)
    return filters.apply_hysteresis_threshold(255 - image, 255 - level - 30, 255 - level + 20)


def despeckled(image: np.ndarray) -> np.ndarray:
    ink = morphology.remove_small_objects(image <= filters.threshold_otsu(image), max_size=3, connectivity=2)
    return morphology.remove_small_holes(ink, max_size=3, connectivity=2)


def without_lines(image: np.ndarray) -> np.ndarray:
    ink = image <= filters.threshold_otsu(image)
    return morphology.opening(ink, np.ones((1, 80))) | morphology.opening(ink, np.ones((80, 1)))


def _median(radius: int) -> Plain:
    return lambda image: filters.median(image, square(radius))


def _disk_median(radius: int) -> Plain:
    return lambda image: rank_median(image, disk(radius))


# The same by scikit-image (or SciPy) alone, where it has the filter; each name is a stage and a row of the table.
PLAIN: dict[str, Plain] = {
    "grayscale": lambda image: util.img_as_ubyte(color.rgb2gray(image)),
    "grayscale channel=lightness": lambda image: color.rgb2lab(image)[..., 0],
    "invert": util.invert,
    "auto_contrast": lambda image: exposure.rescale_intensity(image, in_range=tuple(np.percentile(image, (2, 98)))),
    "gamma": lambda image: exposure.adjust_gamma(image, 1.5),
    "equalise": exposure.equalize_hist,
    "clahe": lambda image: exposure.equalize_adapthist(image, clip_limit=0.01),
    "drop_colour": color.rgb2hsv,
    **{f"median radius={radius}": _median(radius) for radius in range(1, 8)},
    **{f"median radius={radius} footprint=disk": _disk_median(radius) for radius in (1, 2, 3, 5, 7, 8, 12, 15)},
    "adaptive_median": lambda image: [filters.median(image, square(r)) for r in (1, 2, 3)],
    "remove_impulses": lambda image: [filters.gaussian(image, 0.5, preserve_range=True) for _ in range(2)],
    "gaussian": lambda image: filters.gaussian(image, 1, preserve_range=True),
    "nl_means": lambda image: restoration.denoise_nl_means(image / 255, patch_size=5, patch_distance=5, h=20 / 255),
    "total_variation": lambda image: restoration.denoise_tv_chambolle(image / 255, 0.1, eps=0, max_num_iter=30),
    "wavelet": lambda image: restoration.denoise_wavelet(image / 255, wavelet="db2", rescale_sigma=False),
    "despeckle": despeckled,
    "otsu": lambda image: split(image, filters.threshold_otsu(image)),
    "threshold": lambda image: split(image, filters.threshold_otsu(image)),
    "binarise": lambda image: split(image, filters.threshold_otsu(image)),
    "binarise method=li": lambda image: split(image, filters.threshold_li(image)),
    "binarise method=triangle": lambda image: split(image, filters.threshold_triangle(image)),
    "local": lambda image: split(image, filters.threshold_local(image, 35, offset=10)),
    "sauvola": lambda image: split(image, filters.threshold_sauvola(image, 25)),
    "niblack": lambda image: split(image, filters.threshold_niblack(image, 25, 0.6)),
    "hysteresis": hysteresis,
    "thicken": lambda image: morphology.erosion(image, disk(1)),
    "thin": lambda image: morphology.dilation(image, disk(1)),
    "open": lambda image: morphology.closing(image, disk(1)),
    "close": lambda image: morphology.opening(image, disk(1)),
    "top_hat": lambda image: morphology.black_tophat(image, square(15)),
    "black_hat": lambda image: morphology.white_tophat(image, square(15)),
    "remove_lines": without_lines,
    "rotate angle=2": lambda image: transform.rotate(image, 2, resize=True, order=1, cval=1),
    "scale": lambda image: transform.rescale(image, 2, order=3),
    "resize": lambda image: transform.resize(image, (round(2000 * image.shape[0] / image.shape[1]), 2000), order=3),
    "unsharp": lambda image: filters.unsharp_mask(image, 1.5, 1.0),
    "deblur": lambda image: restoration.richardson_lucy(np.pad(image, EDGE, mode="edge") / 255, BLUR, num_iter=8),
    "deblur method=wiener": lambda image: restoration.wiener(np.pad(image, EDGE, mode="edge") / 255, BLUR, 0.1),
}
# The values that cost most, where the defaults hide how long a filter may take.
COSTLY = ("bilateral window=31", "wavelet base=sym4", "total_variation steps=100", "deblur size=15 steps=30")
# Not bilateral: scikit-image's answers another question, its weights lie beside the middle of the window. Not flatten:
# a median over 81 x 81 pixels of a page would take scikit-image minutes.


def rows() -> list[str]:
    """The stages that are measured: those of `PLAIN`, every other filter with its defaults, and the costly ones."""
    named: list[str] = []
    for filter_ in all_filters():
        named += [row for row in PLAIN if row.split()[0] == filter_.name] or [filter_.name]
        named += [row for row in COSTLY if row.split()[0] == filter_.name]
    return named


def page(shape: tuple[int, int], colour: bool) -> np.ndarray:
    """Real print under uneven light, repeated to the size, with the grain of a scanner."""
    tile = data.page()
    across, down = -(-shape[1] // tile.shape[1]), -(-shape[0] // tile.shape[0])
    rng = np.random.default_rng(0)
    image = np.tile(tile, (down, across))[: shape[0], : shape[1]]
    image = np.clip(image + rng.integers(-6, 7, shape, dtype=np.int16), 0, 255).astype(np.uint8)
    return np.stack([image, np.roll(image, 1, 1), np.roll(image, 2, 1)], axis=-1) if colour else image


def peak_growth(work: Callable[[], Any]) -> int:
    """Bytes by which the process's resident memory grew at its highest while ``work`` ran (Linux)."""
    ctypes.CDLL(None).malloc_trim(0)  # what earlier work freed must not be there to be used again unseen
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark starts at what is held now
    before = _status("VmRSS")
    result = work()
    growth = _status("VmHWM") - before
    del result
    return max(0, growth)


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field + ":"))


def best(work: Callable[[], Any], plain: Callable[[], Any] | None) -> tuple[float, float | None]:
    """Seconds of each, in turn, the best of up to five rounds."""
    times: list[list[float]] = [[], []]
    spent = 0.0
    for _ in range(5):
        for kind, call in enumerate((work, plain)):
            if call is None:
                continue
            start = time.perf_counter()
            call()
            times[kind].append(time.perf_counter() - start)
            spent += times[kind][-1]
        if spent > ENOUGH_SECONDS:
            break
    return min(times[0]), min(times[1], default=None)


def measure(row: str, size: str) -> dict[str, Any]:
    stage = Stage.parse(row)
    filter_, values, plain = stage.declaration, stage.settings, PLAIN.get(row)
    image = page(SIZES[size], filter_.name in COLOUR)
    filter_(image[:200, :300], **values)
    growth = peak_growth(lambda: filter_(image, **values))
    ours, theirs = best(lambda: filter_(image, **values), (lambda: plain(image)) if plain else None)
    return {"ours": ours, "plain": theirs, "memory": growth / image.nbytes}


def print_disagreements(slowest: dict[str, float]) -> None:
    """Where what a filter declares and what was measured at its costliest row are not the same."""
    wrong = {name: seconds for name, seconds in slowest.items() if get_filter(name).slow != (seconds >= SLOW_SECONDS)}
    print(f"\n| filter | declared slow | slowest row (slow from {SLOW_SECONDS:.0f} s) |\n|---|---|--:|")
    for name, seconds in wrong.items():
        print(f"| {name} | {'yes' if get_filter(name).slow else 'no'} | {seconds:.1f} s |")
    if not wrong:
        print(f"| all {len(slowest)} measured | as measured | |")


def main(wanted: list[str]) -> None:
    print("| filter | " + " | ".join(f"{s}: ours | scikit-image | ratio | memory" for s in SIZES) + " |")
    print("|---|" + "--:|--:|--:|--:|" * len(SIZES))
    slowest: dict[str, float] = {}
    for row in rows():
        if wanted and not any(word in row for word in wanted):
            continue
        name, cells = row.split()[0], []
        for size in SIZES:
            done = subprocess.run(
                [sys.executable, __file__, "--row", row, size], capture_output=True, text=True, check=True
            )
            got = json.loads(done.stdout.splitlines()[-1])
            plain = f"{got['plain'] * 1e3:.0f} ms | {got['plain'] / got['ours']:.1f}x" if got["plain"] else "- | -"
            cells.append(f"{got['ours'] * 1e3:.1f} ms | {plain} | {got['memory']:.1f}x")
            slowest[name] = max(slowest.get(name, 0.0), got["ours"])
        print(f"| {row} | " + " | ".join(cells) + " |", flush=True)
    print_disagreements(slowest)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--row"]:
        print(json.dumps(measure(sys.argv[2], sys.argv[3])))
    else:
        main(sys.argv[1:])
