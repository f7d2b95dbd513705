"""Whose page is it? Files of one name for everybody, with a word in each that nobody else has."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

PICTURE, TRUTH = "scan.png", "scan.gt.txt"
_WORDS = """
Almond Badger Barley Beetle Buffalo Cactus Carrot Cherry Clover Cobra Condor Coyote Daisy Dolphin Donkey Falcon Ferret
Fennel Garlic Gazelle Ginger Giraffe Hamster Hazel Heron Hornet Iguana Jackal Jasmine Kestrel Lemur Leopard Lettuce
Lizard Lobster Magpie Maple Marmot Mustard Nettle Oyster Panther Parsley Pelican Penguin Pigeon Pumpkin Rabbit Radish
Salmon Sparrow Spinach Squirrel Thistle Tortoise Turnip Walnut Weasel
"""
WORDS = tuple(_WORDS.split())  # none is part of another, and none stands on a page of the lab


def picture(text: str) -> bytes:
    """A page with this text in large letters, which a median of some pixels leaves readable."""
    page, file = Image.new("L", (720, 200), 250), io.BytesIO()
    ImageDraw.Draw(page).text((60, 40), text, 20, ImageFont.load_default(size=96))
    page.save(file, "PNG")
    return file.getvalue()


def truth(text: str) -> bytes:
    """What its owner takes for the truth: the word, and one more that only truths have."""
    return f"{text} truly\n".encode()


def files_of(text: str, prefix: str = "") -> list[dict[str, object]]:
    """The page and its truth as a browser is handed files."""
    return [
        {"name": f"{prefix}{PICTURE}", "mimeType": "image/png", "buffer": picture(text)},
        {"name": f"{prefix}{TRUTH}", "mimeType": "text/plain", "buffer": truth(text)},
    ]


def words_in(text: str) -> set[str]:
    """Whose words stand in what a person is shown."""
    return {word for word in WORDS if word.lower() in text.lower()}
