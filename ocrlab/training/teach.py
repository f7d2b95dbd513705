"""Lessons: how does the network learn: first to come near the clean picture, then to be read?"""

from __future__ import annotations

import copy
import math
import queue
import threading
import time
from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from ocrlab.engines.easyocr.weights import load_reader
from ocrlab.training.lines import Box, Lines, draw, in_low_light
from ocrlab.training.network import Network, filtered

_AT_ONCE = 16  # lines
_BATCHES = 300  # drawn once; the grain is new each time
_READABLE = 0.5  # loss of a character: a line worse than that without any grain says nothing about grain
_HOPELESS = 6.0  # loss of a character: from there on a line teaches nothing
_READER = 0.3  # weight of the reader beside the picture

Log = Callable[[str], None]
Batch = tuple[torch.Tensor, torch.Tensor, list[Box], list[str]]  # clean, spoiled (N, 1, H, W), boxes, texts


class Judge:
    """EasyOCR's English recogniser, unchanging: how wrong is its reading of these lines?"""

    def __init__(self) -> None:
        reader = load_reader(("en",), quantize=False, gpu=False)
        self.network = getattr(reader.recognizer, "module", reader.recognizer).eval().requires_grad_(False)
        self.converter = reader.converter

    def loss(self, pages: torch.Tensor, boxes: list[Box], texts: list[str]) -> torch.Tensor:
        """For each line its CTC loss a character, at most 6 (Graves et al. 2006, doi:10.1145/1143844.1143891)."""
        signs = self.network((_cut(pages, boxes).clamp(-0.2, 1.2) - 0.5) / 0.5, None)
        chances = functional.log_softmax(signs.float(), 2).permute(1, 0, 2)
        truth, lengths = self.converter.encode(texts)
        steps = torch.full((len(texts),), len(chances), dtype=torch.long)
        whole = functional.ctc_loss(chances, truth, steps, lengths, reduction="none", zero_infinity=True)
        return (whole / lengths).clamp(max=_HOPELESS)


def _cut(pages: torch.Tensor, boxes: list[Box]) -> torch.Tensor:
    """Each line as EasyOCR hands it over: 64 px high, its last column repeated until all are equally wide."""
    lines = []
    for page, (top, bottom, left, right) in zip(pages, boxes, strict=True):
        width = max(16, min(768, round(64 * (right - left) / (bottom - top))))
        lines.append(functional.interpolate(page[None, :, top:bottom, left:right], (64, width), mode="bicubic"))
    widest = 64 * math.ceil(max(line.shape[3] for line in lines) / 64)
    return torch.cat([functional.pad(line, (0, widest - line.shape[3], 0, 0), mode="replicate") for line in lines])


def lesson(
    network: Network, fonts: list[str], steps: int, rate: float, seed: int, judge: Judge | None, log: Log = print
) -> Network:
    """The network as it is after so many steps of sixteen lines: the running mean of its last ones.

    Without a judge the squared difference from the clean line counts, measured by that line's contrast; with one, the
    share of characters it probably gets wrong comes on top. ``rate`` is the learning rate, which falls to nothing.
    """
    mean = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, betas=(0.9, 0.99), weight_decay=1e-4)
    batches = spoiled_ahead(clean_lines(fonts, seed, judge, log), seed)
    start, history = time.monotonic(), []
    for step in range(1, steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, step / 50) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        picture, reading = losses(network, batches.get(), judge)
        optimiser.zero_grad()
        torch.autograd.backward(picture + _READER * reading)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        with torch.no_grad():
            for average, now in zip(mean.parameters(), network.parameters(), strict=True):
                average.lerp_(now, 1 - min(0.998, step / (step + 9)))
        history.append((float(picture.detach()), float(reading.detach())))
        if step % 100 == 0:
            near, wrong = np.mean(history[-100:], axis=0)
            log(f"{time.monotonic() - start:6.0f} s, step {step}: picture {near:.4f}, reading {wrong:.4f}")
    return mean


def losses(network: Network, batch: Batch, judge: Judge | None) -> tuple[torch.Tensor, torch.Tensor]:
    """How far the filtered lines are from the clean ones, and how much of them is probably read wrongly."""
    clean, spoiled, boxes, texts = batch
    with torch.autocast("cpu", torch.bfloat16):
        after = filtered(network, spoiled).float()
        each = judge.loss(after, boxes, texts) if judge else torch.zeros(1)
    contrast = clean.std((1, 2, 3), keepdim=True) + 0.08
    # A line that cannot be read at all pulls little, one that is nearly read the most; none is given up altogether.
    return ((after - clean) / contrast).square().mean(), (1 - torch.exp(-each) + 0.15 * each).mean()


def clean_lines(fonts: list[str], seed: int, judge: Judge | None, log: Log) -> list[Lines]:
    """Batches of lines that the judge reads well as long as they are clean."""
    rng = np.random.default_rng(seed)
    pool: list[Lines] = []
    while len(pool) < _BATCHES:
        lines = draw(rng, fonts, _AT_ONCE)
        if judge:
            pages = torch.from_numpy(lines.pages)[:, None] / 255
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                lines = lines.only(
                    torch.nonzero(judge.loss(pages, lines.boxes, lines.texts) < _READABLE)[:, 0].tolist()
                )
        if len(lines.texts) > _AT_ONCE // 2:
            pool.append(lines)
    log(f"{sum(len(lines.texts) for lines in pool)} lines drawn")
    return pool


def spoiled_ahead(pool: list[Lines], seed: int) -> queue.Queue[Batch]:
    """A few batches get their grain while the network learns."""
    waiting: queue.Queue[Batch] = queue.Queue(6)
    rng = np.random.default_rng(seed)

    def work() -> None:
        while True:
            lines = pool[rng.integers(len(pool))]
            pairs = [in_low_light(rng, page, lines.em) for page in lines.pages]
            clean, spoiled = (torch.from_numpy(np.stack(side))[:, None] for side in zip(*pairs, strict=True))
            waiting.put((clean, spoiled, lines.boxes, lines.texts))

    threading.Thread(target=work, daemon=True).start()
    return waiting
