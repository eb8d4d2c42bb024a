"""Data or weights are fetched from the network while the code runs.

False alarms: requests to a service on the same machine (`localhost`) are none, and a library that loads a model by its id is
left alone, for such a model can be provided.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.shell import commands, installed

ENTRY = Entry(
    code="network-in-code",
    severity=Severity.NOTE,
    message=Words(
        ru="Код скачивает файлы из сети ({what}), а бот запускает его без сети. Приложите небольшие файлы к pull request или загрузите модель и данные с Hugging Face по имени.",
        en="The code downloads files ({what}), but the bot runs it offline. Put small files into the pull request, or load the model and data by their Hugging Face names.",
    ),
    why=Words(
        ru="Проверка идёт в песочнице без сети, поэтому результат не зависит от чужих серверов и не меняется со временем. Файл по ссылке может исчезнуть или стать другим, и ваши числа никто не повторит.",
        en="The check runs in a sandbox without a network: that keeps the result from depending on other people's servers or changing over time. A file behind a link may vanish or change, and nobody could repeat your numbers.",
    ),
    wrong='!wget https://example.org/best_model.pt\nmodel = torch.load("best_model.pt")',
    right='model = AutoModel.from_pretrained("org/name", revision="0123abc")\ndata = load_dataset("org/data", split="test")',
)
_COMMANDS = re.compile(
    r"(?:^|[;&|(]\s*|\bsudo\s+)(wget|curl|gdown|aria2c|git\s+clone|git\s+lfs\s+(?:pull|clone)|kaggle\s+(?:datasets|competitions|models)"
    r"|(?:huggingface-cli|hf)\s+download|yt-dlp)\b"
)
_CALLS = re.compile(
    r"^(?:gdown\.\w*download\w*|kagglehub\.\w+_download|wget\.download|urllib\.request\.(?:urlretrieve|urlopen)|requests\.(?:get|post)"
    r"|torch\.hub\.(?:download_url_to_file|load_state_dict_from_url)|torchvision\.datasets\.utils\.download\w*|httpx\.(?:get|stream)"
    r"|tensorflow\.keras\.utils\.get_file|opendatasets\.download|git\.Repo\.clone_from|kaggle\.api\.\w*download\w*)$"
)
_LOCAL = re.compile(r"(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])")


def check(project: Project) -> Iterator[Problem]:
    """Look at every command and every call that fetches something."""
    for sheet in project.sheets:
        for command in commands(sheet.source, sheet.code):
            found = _COMMANDS.search(command.text)
            if found and not _LOCAL.search(command.text):
                yield sheet.problem(ENTRY, command.line, {"what": " ".join(found[1].split()[:2])})
            elif any(package.url for package in installed(command)):
                yield sheet.problem(ENTRY, command.line, {"what": "pip install git+https"})
        yield from (sheet.problem(ENTRY, call.node, {"what": call.name}) for call in sheet.code.calls if _fetches(sheet, call))


def _fetches(sheet: Sheet, call: Call) -> bool:
    if not _CALLS.search(call.name):
        return False
    return not (call.root in {"requests", "httpx", "urllib"} and _may_be_local(sheet.code, call))


def _may_be_local(code: Code, call: Call) -> bool:
    """Whether an address is on this machine, or nobody can tell and the code talks to one there."""
    address = code.constant(call.argument(0, "url"))
    if isinstance(address, str):
        return bool(_LOCAL.match(address)) or not address.startswith("http")
    texts = [node.value for node in code.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return call.method == "post" or any(_LOCAL.match(text) for text in texts) or not any(text.startswith("http") for text in texts)
