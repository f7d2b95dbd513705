"""A setting leaves Tune in every form, and comes back from whatever it is pasted or opened from."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fake_pool import FakeJob
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.errors import EngineError
from ocrlab.export import KINDS, RECIPE_KINDS, export, pipeline_from
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, written
from ocrlab.scoring import Difference

SETTING = Pipeline.of("median radius=2", "sauvola window=31")
RECIPE = """ocrlab: 1
recipe: confidence
settings:
  - stages:
      - {filter: median, radius: 1, footprint: square}
  - stages: []
"""


@pytest.fixture
def app(pool) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["stage"] = [str(stage) for stage in SETTING.stages]
    app.session_state["take-along"] = True  # the menu stands open
    return app.run()


def form(app: AppTest):
    return next(box for box in app.selectbox if box.label == "Take this setting along as")


def paste(app: AppTest, text: str) -> AppTest:
    next(area for area in app.text_area if area.label == "Paste it").set_value(text)
    return next(button for button in app.button if button.label == "Open it").click().run()


def test_the_menu_holds_every_form_and_shows_the_code_of_each(app):
    assert form(app).options == [kind.title for kind in KINDS.values()]
    for kind in KINDS.values():
        if kind.name == "link":
            continue
        form(app).select(kind.name).run()
        assert not app.exception and not app.error
        shown = next(code.value for code in app.code)
        assert shown == export(SETTING, kind.name).rstrip("\n")


def test_the_link_holds_all_that_is_set_and_opens_it_again(app, pool):
    app.session_state["lab"].choose_engine("tesseract")
    form(app).select("link").run()
    link = next(code.value for code in app.code)
    assert parse_qs(urlsplit(link).query)["engine"] == ["tesseract"]
    assert pipeline_from(link) == SETTING


def test_what_a_form_cannot_hold_is_said(app):
    form(app).select("aspose").run()
    assert any("which Aspose.OCR does not have" in warning.value for warning in app.warning)


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "command"])
def test_a_setting_comes_back_from_each_form(app, kind):
    other = Pipeline.of("grayscale", "otsu")
    paste(app, export(other, kind))
    assert not app.error and app.session_state["lab"].pipeline == other
    assert app.query_params["stage"] == [str(stage) for stage in other.stages]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty"),
        ("rm -rf /", "this is no setting of the lab's"),
        ("ocrlab: 99\nstages: []", "99"),
        ("ocrlab: 1\nstages:\n  - {filter: blurr}", "blurr"),
        (
            RECIPE.replace("ocrlab: 1", "ocrlab: 7"),
            "recipe: is of format 7, this lab reads 1; bring OCR Lab up to date",
        ),
    ],
)
def test_what_is_no_setting_is_refused_in_a_sentence_and_the_filters_stay(app, text, message):
    paste(app, text)
    assert len(app.error) == 1 and "The filters stay as they are." in app.error[0].value
    assert message in app.error[0].value
    assert app.session_state["lab"].pipeline == SETTING


# Recipes


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def text_of(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def test_a_recipe_is_tried_on_the_page_and_the_setting_it_chooses_can_be_taken(app, pool):
    pool.says |= {"recipe 1": "Harbour", "recipe 2": ""}
    paste(app, RECIPE)
    assert not app.error and not app.exception
    assert "Recipe of 2 settings" in text_of(app) and "setting 1, median radius=1" in text_of(app)
    assert "90 % sure of 7 letters" in text_of(app)
    assert app.session_state["lab"].pipeline == SETTING, "a recipe is shown first; a person takes its choice"
    next(button for button in app.button if button.label == "Take this setting").click().run()
    assert app.session_state["lab"].pipeline == Pipeline.of("median radius=1")
    assert "It is set" in labels(app)
    next(button for button in app.button if button.label == "Close recipe").click().run()
    assert "Recipe of" not in text_of(app)


def test_a_rule_that_measures_the_picture_reads_nothing_and_says_what_it_measured(app, pool):
    pool.asked.clear()
    rule = "measured: {quality: specks, threshold: 0.0, below: 1, above: 0}\n"
    paste(app, RECIPE.replace("confidence", "measured") + rule)
    assert "specks is" in text_of(app) and "setting 1, median radius=1" in text_of(app)
    assert not [slot for slot, _ in pool.asked if slot.startswith("recipe")]


def test_a_recipe_says_what_it_was_learnt_on_and_is_taken_along_in_the_forms_that_hold_a_rule(app):
    recipe = Recipe((Pipeline.of("deskew"), Pipeline()), "measured", "specks", 0.01, 1, 0)
    learnt = Learnt("mon*day*", "cer", "white space", 12, 5, Difference(-0.02, -0.04, -0.01, 5, "better"), "tesseract")
    app.session_state["take-along"] = False
    app.session_state["take-recipe"] = True
    paste(app, written(recipe, learnt))
    (origin,) = (caption.value for caption in app.caption if caption.value.startswith("It was learnt on 12 pages"))
    assert "CER -2.0 points against its best single setting on 5 pages held out" in origin
    assert "Here easyocr reads, for which nobody has tried it." in origin and "mon\\*day\\*" in origin
    box = next(box for box in app.selectbox if box.label == "Take this recipe along as")
    assert box.options == [KINDS[name].title for name in RECIPE_KINDS]
    for name in RECIPE_KINDS:
        next(box for box in app.selectbox if box.label == "Take this recipe along as").select(name).run()
        assert not app.exception and not app.error
        assert export(recipe, name, learnt).rstrip("\n") in [code.value for code in app.code]
        assert (name == "ocrmypdf") == any("1 stage left out" in warning.value for warning in app.warning)


def test_a_recipe_s_menu_shows_its_first_form_where_the_form_chosen_last_holds_no_rule(app, pool):
    pool.says |= {"recipe 1": "Harbour", "recipe 2": ""}
    form(app).select("aspose").run()
    app.session_state["take-along"] = False
    app.session_state["take-recipe"] = True
    paste(app, RECIPE)
    assert next(box for box in app.selectbox if box.label == "Take this recipe along as").value == "python"
    assert not app.error and app.session_state["lab"].form == "aspose"


def test_a_recipe_whose_engine_fails_says_so(app, pool, monkeypatch):
    def fails(*args: object, **more: object) -> FakeJob:
        return FakeJob("failed", error=EngineError("easyocr: no memory is left"))

    monkeypatch.setattr(pool, "request", fails)
    paste(app, RECIPE)
    assert any("It cannot choose here" in error.value and "no memory is left" in error.value for error in app.error)
