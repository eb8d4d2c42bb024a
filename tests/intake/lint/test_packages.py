"""Keys that are never repeated, commands and packages as people write them, files that are there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.problem import Problem
from grader.intake.lint.keys import masked, secrets
from grader.intake.lint.known_packages import KNOWN
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import RULES
from grader.intake.lint.rules.packages.unknown import meant
from grader.intake.lint.shell import Command, commands, installed
from tests.intake.lint.support import notebook, project

#: Letters in their order: nobody's keys.
ORDER = "aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"
KEYS = {
    "Hugging Face": f"hf_{ORDER[:34]}",
    "GitHub": f"ghp_{ORDER}",
    "OpenAI": f"sk-{ORDER}",
    "AWS": "AKIA" + "ABCDEFGHIJKLMNOP",
    "Google": "AIza" + ORDER[:35],
    "Telegram": "123456789:AA" + ORDER[:33],
    "token": ORDER[:30],
}
LINES = ['login("{}")', 'token = "{}"', "os.environ['HF_TOKEN'] = '{}'", 'load(x, use_auth_token="{}")', 'API_KEY: "{}"']


def found(code: str, *files: tuple[str, str | bytes], outputs: dict[int, str] | None = None, cells: tuple[str, ...] = ()) -> list[Problem]:
    whole = project({"hw.ipynb": notebook(*cells, outputs=outputs), **dict(files)})
    return [problem for problem in lint(whole, RULES) if problem.code == code]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("kind", KEYS)
def test_a_key_is_found_and_never_repeated(kind: str, line: str) -> None:
    key = KEYS[kind]
    whole = project({"hw.ipynb": notebook("import os", line.format(key)), "hw.py": line.format(key)})
    problems = lint(whole, RULES)
    assert any(problem.code == "secret-in-code" for problem in problems)
    assert key[:20] not in repr(problems)


def test_a_key_in_an_output_or_a_text_or_a_file_is_found() -> None:
    key = KEYS["Hugging Face"]
    (problem,) = found("secret-in-code", cells=("print(token)",), outputs={1: f"token is {key}\n"})
    assert (problem.place.cell, problem.facts["kind"], problem.place.text) == (1, "Hugging Face", "")
    assert found("secret-in-code", cells=(f"md:мой токен {key}",))
    (problem,) = found("secret-in-code", ("settings.json", json.dumps({"token": key})), cells=("x = 1",))
    assert (problem.place.path, problem.place.line) == ("settings.json", 1)
    assert key not in repr(problem)


def test_a_key_in_a_cell_that_does_not_parse_is_found() -> None:
    assert found("secret-in-code", cells=(f"login('{KEYS['Hugging Face']}'\nfor",))


def test_other_remarks_on_the_line_do_not_repeat_the_key() -> None:
    key = KEYS["GitHub"]
    whole = project({"hw.ipynb": notebook(f"!git clone https://a:{key}@github.com/a/b.git && pip install torch")})
    problems = lint(whole, RULES)
    assert {"network-in-code", "unpinned-install", "secret-in-code"} <= {problem.code for problem in problems}
    assert key not in repr(problems)


@given(st.text(max_size=100))
def test_masking_changes_nothing_but_keys(text: str) -> None:
    assert masked(text) == text or list(secrets(text))


@given(st.sampled_from(sorted(KEYS.values())[:-1]), st.text("ab =\"'\n", max_size=20), st.text("ab =\"'\n", max_size=20))
def test_a_masked_text_holds_no_key(key: str, before: str, after: str) -> None:
    assert key not in masked(f'{before} token="{key}" {after}')


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pip install -q a b==1", ["a", "b"]),
        ("pip3 install --upgrade --upgrade-strategy eager optimum[onnxruntime]", ["optimum"]),
        ("python -m pip install 'torch>=2' && pip install timm; ls x", ["torch", "timm"]),
        ("pip install -r requirements.txt -c c.txt -i https://x/simple", []),
        ("pip install ./local {name} $NAME a.whl .", []),
        ("pip install x > /dev/null 2>&1", ["x"]),
        ("pip uninstall -y x", []),
        ("apt-get install -y ffmpeg", []),
        ("pip install git+https://github.com/a/b.git@v1 c", ["b", "c"]),
        ('pip install "unclosed a', ["a"]),
    ],
)
def test_the_packages_of_a_command(text: str, names: list[str]) -> None:
    assert [package.name for package in installed(Command(line=1, text=text))] == names


def test_commands_come_from_lines_cells_and_calls() -> None:
    sheet = project(
        {
            "hw.ipynb": notebook(
                "!pip install a \\\n  b\n%pip install c\nx = !ls",
                "%%bash\n# comment\npip install d \\\n  e\nls",
                'import os, subprocess\nos.system("wget x")\nsubprocess.run(["git", "clone", "y"])\nget_ipython().system("pip install f")',
            )
        }
    ).sheets[0]
    texts = [" ".join(command.text.split()) for command in commands(sheet.source, sheet.code)]
    assert texts == ["pip install a b", "pip install c", "ls", "pip install d e", "ls", "wget x", "git clone y", "pip install f"]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("eager", "--upgrade-strategy eager"),
        ("sklearn", "scikit-learn"),
        ("tranformers", "transformers"),
        ("onnxruntme", "onnxruntime"),
        ("os", "import os"),
    ],
)
def test_a_strange_name_is_explained(name: str, right: str) -> None:
    assert meant(name) == right


@pytest.mark.parametrize(
    "name", ["torch2trt", "my-own-package", "onnx2tf", "faiss-gpu-cu12", "GPUtil", "ruaccent", "PyYAML", "OpenAI-Whisper"]
)
def test_a_rare_or_known_name_is_left_alone(name: str) -> None:
    assert meant(name) is None


def test_every_known_name_is_left_alone() -> None:
    assert not [name for name in KNOWN if meant(name)]


def test_a_file_counts_as_there_wherever_it_is() -> None:
    cells = ("import pandas as pd\nimport torch", 'pd.read_csv("data/test.csv")\ntorch.load("w.pt")')
    (problem,) = found("missing-file", cells=cells)
    assert problem.facts["paths"] == "data/test.csv, w.pt"
    assert not found("missing-file", ("sub/w.pt", b"\0"), ("data/test.csv", "a"), cells=cells)
