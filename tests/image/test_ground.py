"""What is drawn on a transparent picture can be seen on the ground it is laid on."""

from __future__ import annotations

import numpy as np
import pytest
from made import saved
from PIL import Image as Pillow

from ocrlab.image import decode, decode_page

BLACK, WHITE = [0, 0, 0], [255, 255, 255]


def letters(colour: tuple[int, int, int], ground: int = 0) -> Pillow.Image:
    """Two opaque bars on a ground of that opacity."""
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = ground
    pixels[4:8, 4:26, 3] = pixels[12:16, 4:26, 3] = 255
    return Pillow.fromarray(pixels)


@pytest.mark.parametrize(
    ("colour", "ground"),
    [
        ((0, 0, 0), WHITE),
        ((90, 20, 20), WHITE),
        ((0, 0, 255), WHITE),
        ((128, 128, 128), WHITE),
        ((255, 255, 255), BLACK),
        ((200, 200, 200), BLACK),
        ((255, 255, 0), BLACK),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "GIF", "JPEG2000"])
def test_the_ground_is_the_one_on_which_the_drawing_shows(colour, ground, kind):
    picture = letters(colour)
    image = decode(saved(picture, kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert image[0, 0].tolist() == ground
    assert np.abs(image[5, 10].astype(int) - colour).max() <= 3


def test_the_ground_is_said():
    assert decode_page(saved(letters((0, 0, 0)))).notes == ("it is transparent in parts: laid on white",)
    assert decode_page(saved(letters((255, 255, 255)))).notes == (
        "it is transparent in parts: laid on black, on which its light drawing shows",
    )


def test_a_picture_with_an_unused_alpha_channel_is_nothing_to_speak_of():
    decoded = decode_page(saved(letters((9, 9, 9), ground=255)))
    assert decoded.notes == () and (decoded.image == 9).all()


def test_a_page_with_transparent_edges_stays_on_paper():
    page = np.full((60, 60, 4), 255, np.uint8)
    page[20:24, 10:50, :3] = 0  # its ink shows on the paper it brings along
    page[:, :5, 3] = 0
    image = decode(saved(page))
    assert image[0, 0].tolist() == WHITE and image[22, 30].tolist() == BLACK


def test_the_dark_fringe_of_white_letters_does_not_put_them_on_white():
    picture = np.asarray(letters((255, 255, 255))).copy()
    picture[3, 4:26] = picture[8, 4:26] = (110, 110, 110, 110)  # as programs write that multiply colour and opacity
    assert decode(saved(picture))[0, 0].tolist() == BLACK


def test_a_picture_that_is_transparent_all_over_shows_its_colours():
    picture = np.asarray(letters((0, 0, 0), ground=255)).copy()
    picture[0, 0, :3] = 255
    picture[..., 3] = 0
    decoded = decode_page(saved(picture))
    assert decoded.image[0, 0].tolist() == WHITE and decoded.image[5, 5].tolist() == BLACK
    assert decoded.notes == ("all of it is transparent: its colours are shown as if it were not",)
