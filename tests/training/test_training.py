"""The training: what it draws can be read, a lesson teaches, and what it saves is what the filter runs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import ImageFont

from ocrlab.errors import OcrLabError
from ocrlab.filters import get_filter
from ocrlab.filters.networks import grain
from ocrlab.training import teach
from ocrlab.training.lines import draw, faces, in_low_light
from ocrlab.training.network import Network, filtered, save
from ocrlab.training.teach import Judge


@pytest.fixture(scope="module")
def fonts(tmp_path_factory) -> list[str]:
    """Pillow's own face, so that nothing has to be installed."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "aileron.ttf").write_bytes(ImageFont.load_default(20).font_bytes)
    return faces(folder)


def test_a_folder_without_fonts_is_told(tmp_path):
    with pytest.raises(OcrLabError, match=f"^training: {tmp_path} holds no .ttf or .otf file; name a folder"):
        faces(tmp_path)


def test_lines_have_ink_in_their_box_and_sides_for_the_network(fonts):
    for seed in range(5):
        lines = draw(np.random.default_rng(seed), fonts, 4)
        assert all(side % 8 == 0 for side in lines.pages.shape[1:])
        for page, (top, bottom, left, right), text in zip(lines.pages, lines.boxes, lines.texts, strict=True):
            assert text == text.strip() != ""
            assert np.ptp(page[top:bottom, left:right].astype(int)) > 40


def test_the_same_seed_draws_and_spoils_the_same(fonts):
    first, second = (draw(np.random.default_rng(7), fonts, 3) for _ in range(2))
    assert first.texts == second.texts
    assert np.array_equal(first.pages, second.pages)
    spoiled = [in_low_light(np.random.default_rng(7), first.pages[0], first.em)[1] for _ in range(2)]
    assert np.array_equal(*spoiled)


@pytest.mark.engine
def test_the_judge_reads_clean_lines_better_than_dark_ones(fonts):
    judge, rng = Judge(), np.random.default_rng(1)
    lines = draw(rng, fonts, 8)
    dark = np.stack([in_low_light(rng, page, lines.em)[1] for page in lines.pages])

    def loss(pages: np.ndarray) -> float:
        with torch.no_grad():
            return float(judge.loss(torch.from_numpy(pages)[:, None], lines.boxes, lines.texts).mean())

    assert 2 * loss(lines.pages.astype(np.float32) / 255) < loss(dark)


def test_a_lesson_brings_spoiled_lines_nearer_to_the_clean_ones(fonts, monkeypatch):
    monkeypatch.setattr(teach, "_BATCHES", 3)
    torch.manual_seed(0)
    network = Network()
    batch = teach.spoiled_ahead(teach.clean_lines(fonts, 5, None, print), 5).get()

    def away(network: Network) -> float:
        with torch.no_grad():
            return float(teach.losses(network, batch, None)[0])

    before = away(network)
    after = away(teach.lesson(network, fonts, 60, 3e-3, 6, None, log=lambda _: None))
    assert after < 0.8 * before


def test_what_is_saved_is_what_the_filter_runs(tmp_path, monkeypatch):
    torch.manual_seed(3)
    network = Network()
    with torch.no_grad():
        for values in network.parameters():
            values.add_(torch.randn_like(values) * 0.01)
    save(network, tmp_path / "grain.onnx")
    monkeypatch.setattr(grain, "FILE", tmp_path / "grain.onnx")
    grain._network.cache_clear()
    page = np.random.default_rng(0).integers(60, 200, (48, 72), dtype=np.uint8)
    try:
        result = get_filter("remove_grain")(page, amount=1)
    finally:
        grain._network.cache_clear()
    margin = grain.MARGIN
    padded = np.pad(page, margin, mode="reflect").astype(np.float32) / 255
    with torch.no_grad():
        wanted = filtered(network, torch.from_numpy(padded)[None, None])[0, 0].numpy()[margin:-margin, margin:-margin]
    assert np.abs(result - np.clip(255 * wanted, 0, 255)).max() <= 0.51
    assert not np.array_equal(result, page)
