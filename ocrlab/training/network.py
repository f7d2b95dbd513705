"""Network: what shape has the network that takes grain off a page, and how does it become a file?

It works on the page folded two by two, so four pixels are four channels of one, and steps down twice from there:
strokes are seen at half the size, letters at a quarter, lines at an eighth. What it returns is added to the page.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional


def _layer(channels: int, out: int) -> nn.Conv2d:
    return nn.Conv2d(channels, out, 3, padding=1)


class Pairs(nn.Module):
    """Two layers at a time, whose result is added to what came in; nothing is changed before the first lesson."""

    def __init__(self, channels: int, pairs: int) -> None:
        super().__init__()
        self.first = nn.ModuleList(_layer(channels, channels) for _ in range(pairs))
        second = [_layer(channels, channels) for _ in range(pairs)]
        self.second = nn.ModuleList(second)
        for layer in second:
            nn.init.zeros_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for first, second in zip(self.first, self.second, strict=True):
            x = x + second(functional.relu(first(x)))
        return x


class Network(nn.Module):
    """From folded pages (N, 4, H, W), 0..1, to the change of each; H and W are multiples of 4."""

    def __init__(self, strokes: int = 32, letters: int = 64, lines: int = 96) -> None:
        super().__init__()
        self.enter = nn.Sequential(_layer(4, strokes), nn.ReLU(), _layer(strokes, strokes), nn.ReLU())
        self.down = nn.Sequential(nn.Conv2d(strokes, letters, 2, stride=2), nn.ReLU(), Pairs(letters, 2))
        self.deep = nn.Sequential(
            nn.Conv2d(letters, lines, 2, stride=2),
            nn.ReLU(),
            Pairs(lines, 3),
            nn.ConvTranspose2d(lines, letters, 2, stride=2),
        )
        self.up = nn.Sequential(
            Pairs(letters, 3), _layer(letters, letters), nn.ReLU(), nn.ConvTranspose2d(letters, strokes, 2, stride=2)
        )
        self.leave = nn.Sequential(
            nn.ReLU(), _layer(strokes, strokes), nn.ReLU(), _layer(strokes, strokes), nn.ReLU(), _layer(strokes, 4)
        )

    def forward(self, folded: torch.Tensor) -> torch.Tensor:
        strokes = self.enter(folded)
        letters = self.down(strokes)
        return self.leave(strokes + self.up(letters + self.deep(letters)))


def filtered(network: Network, pages: torch.Tensor) -> torch.Tensor:
    """Pages (N, 1, H, W), 0..1, without their grain; H and W are multiples of 8."""
    return pages + functional.pixel_shuffle(network(functional.pixel_unshuffle(pages, 2)), 2)


def save(network: Network, file: Path) -> None:
    """Write the network for pages of any size, as `ocrlab.filters.networks.grain` reads it."""
    sides = {2: "height", 3: "width"}
    with warnings.catch_warnings():
        # The newer exporter brings two more packages and writes shapes that OpenCV does not read.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network.eval(),
            (torch.zeros(1, 4, 32, 32),),
            str(file),
            input_names=["page"],
            output_names=["change"],
            dynamic_axes={"page": sides, "change": sides},
            opset_version=17,
            dynamo=False,
        )
