"""Whoever opens a page of the same name as others sees its text and its truth, and nothing of theirs."""

from __future__ import annotations

import cv2
import pytest
from fake_pool import BOX, FakeJob, Pool
from own_pages import WORDS, picture

from ocrlab.image import decode
from ocrlab.reading import Reading, Word
from tests.crowd.sessions import strangers

PEOPLE = 3


PICTURES = {word: decode(picture(word)) for word in WORDS[:PEOPLE]}


class ReadingPool(Pool):
    """Reads a page as the word of the picture that it is most like, and the lab's sample as nothing."""

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        alike = [word for word, own in PICTURES.items() if own.shape == image.shape]
        words = sorted(alike, key=lambda word: cv2.absdiff(image, PICTURES[word]).mean())[:1]
        return FakeJob(result=Reading.of([Word(word, BOX, 0.9) for word in words]))


@pytest.mark.usefixtures("a_home_of_its_own")
def test_no_session_is_shown_what_another_opened_under_the_same_name(monkeypatch):
    pool = ReadingPool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    shown, answers = strangers(PEOPLE)
    assert shown == {word: {word} for word in WORDS[:PEOPLE]}
    assert len(answers) == PEOPLE
