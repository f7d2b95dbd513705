"""Numbers, lists and names read the same wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocrlab.wording import ago, counted, listed, percent, points, shown_name, versioned


@pytest.mark.parametrize(("share", "text"), [(0.1234, "12.3 %"), (0, "0.0 %"), (1, "100.0 %"), (26.58, "2658.0 %")])
def test_a_share_is_written_in_percent_with_a_space(share, text):
    assert percent(share) == text


def test_a_difference_carries_its_sign_and_one_point_is_no_points():
    assert [points(-0.034), points(0.05), points(0.01, 0), points(-0.01, 0), points(0.02, 0)] == [
        "-3.4 points",
        "+5.0 points",
        "+1 point",
        "-1 point",
        "+2 points",
    ]


def test_one_thing_is_not_plural():
    assert [counted(n, "page") for n in (0, 1, 2, 1200)] == ["0 pages", "1 page", "2 pages", "1,200 pages"]
    assert counted(2, "entry", "entries") == "2 entries"


def test_how_long_ago_is_told_in_the_largest_unit_that_is_over():
    seconds = (-3, 59, 60, 3599, 3600, 86_399, 86_400, 30 * 86_400)
    assert [ago(each) for each in seconds] == [
        "just now",
        "just now",
        "1 minute ago",
        "59 minutes ago",
        "1 hour ago",
        "23 hours ago",
        "1 day ago",
        "30 days ago",
    ]


def test_names_are_listed_with_commas_and_a_last_and():
    assert [listed(n) for n in ([], ["a"], ["a", "b"], "abc")] == ["", "a", "a and b", "a, b and c"]
    assert listed(["a", "b"], "or") == "a or b"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("scan 1.png", "scan 1.png"),
        ("Größe é 日本 한글 नमस्ते.png", "Größe é 日本 한글 नमस्ते.png"),
        ("می‌خواهم.png", "می‌خواهم.png"),
        ("a\udcff\udc80.png", "a\\xff\\x80.png"),
        ("a\nb\tc\x1b[31m\x7f\x9b", "a\\nb\\tc\\x1b[31m\\x7f\\x9b"),
        ("exe\u202egnp.a", "exe\\u202egnp.a"),
        ("a\u2028b\ufeff\u200b", "a\\u2028b\\ufeff\\u200b"),
        ("\ud800", "\\ud800"),
        ("C:\\scans\\a.png", "C:\\scans\\a.png"),
    ],
)
def test_a_name_is_shown_without_anything_that_a_terminal_would_obey(name, shown):
    assert shown_name(name) == shown
    assert shown_name(Path(name)) == shown


def test_an_engine_is_named_once_with_its_version():
    assert versioned("easyocr", "easyocr 1.7.2; torch 2.13.0") == "easyocr 1.7.2; torch 2.13.0"
    assert versioned("tesseract", "5.5.2") == "tesseract 5.5.2" and versioned("specks", "") == "specks"
