"""What the bundle promises: the viewer's modules as one text that means the same, and nothing half understood."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from node import node

from ocrlab.ui.viewer import component
from ocrlab.ui.viewer.bundle import bundle


def written(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def evaluated(text: str) -> object:
    """What the default export of a module returns, by Node."""
    code = "import(process.argv[1]).then((m) => console.log(JSON.stringify(m.default())))"
    address = f"data:text/javascript,{quote(text)}"
    done = subprocess.run([node(), "-e", code, address], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_viewer_is_one_module_that_loads_nothing():
    text = component.script()
    assert len(re.findall(r"^export ", text, re.MULTILINE)) == 1 and "\nexport default " in text
    assert not re.search(r"^import |import\(|https?://", text, re.MULTILINE)


def test_every_module_of_the_viewer_is_part_of_it():
    there = {path.relative_to(component.BROWSER).as_posix() for path in component.BROWSER.rglob("*.js")}
    assert set(re.findall(r"^// --- (\S+)$", component.script(), re.MULTILINE)) == there


def test_names_stay_private_to_their_module(tmp_path):
    folder = written(
        tmp_path,
        main=(
            'import { twice } from "./parts/twice.js";\nconst factor = 100;\n'
            "export default function go() {\n  return twice(factor);\n}\n"
        ),
        parts__twice="const factor = 2;\nexport function twice(x) {\n  return x * factor;\n}\n",
    )
    assert evaluated(bundle(folder)) == 200


def test_a_module_runs_once_and_before_those_that_import_it(tmp_path):
    folder = written(
        tmp_path,
        main=(
            'import { b } from "./b.js";\nimport { a, log } from "./a.js";\n'
            "export default function go() {\n  return [a, b, log];\n}\n"
        ),
        a='export const log = [];\nlog.push("a");\nexport const a = log.length;\n',
        b='import { a, log } from "./a.js";\nlog.push("b");\nexport const b = a + log.length;\n',
    )
    assert evaluated(bundle(folder)) == [1, 3, ["a", "b"]]


def test_an_import_over_several_lines_is_understood(tmp_path):
    folder = written(
        tmp_path,
        main='import {\n  a,\n  b,\n} from "./a.js";\nexport default function go() {\n  return a + b;\n}\n',
        a="export const a = 1;\nexport const b = 2;\n",
    )
    assert evaluated(bundle(folder)) == 3


DEFAULT = "export default function go() {}\n"


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./a.js";',
        'import a from "./a.js";',
        'import "./a.js";',
        'import { a } from "three";',
        'const late = import("./a.js");',
        "export { go };",
        "export let changing = 1;",
        'export * from "./a.js";',
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(tmp_path, line):
    folder = written(tmp_path, main=f"\n{line}\n{DEFAULT}", a="export const a = 1;\n")
    with pytest.raises(ValueError, match=r"main\.js:2: this form is not understood"):
        bundle(folder)


def test_a_name_that_is_not_exported_is_refused(tmp_path):
    folder = written(tmp_path, main=f'import {{ a, b }} from "./a.js";\n{DEFAULT}', a="export const a = 1;\n")
    with pytest.raises(ValueError, match=r"main\.js: a\.js exports no b"):
        bundle(folder)


def test_modules_that_import_each_other_are_refused(tmp_path):
    folder = written(
        tmp_path,
        main=f'import {{ a }} from "./a.js";\n{DEFAULT}',
        a='import { b } from "./b.js";\nexport const a = 1;\n',
        b='import { a } from "./a.js";\nexport const b = 1;\n',
    )
    with pytest.raises(ValueError, match=r"import each other: .*a\.js"):
        bundle(folder)


def test_a_first_module_without_a_default_is_refused(tmp_path):
    with pytest.raises(ValueError, match="must export a default"):
        bundle(written(tmp_path, main="export const a = 1;\n"))
