"""Whether the code of a pull request trains a model, or takes weights that were trained elsewhere."""

from __future__ import annotations

import re

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

_TRAINER = re.compile(r"(?:^|_)trainer$|Trainer$|^accelerator$|^learn(?:er)?$", re.IGNORECASE)
_LOADING = frozenset({"load_state_dict", "load_weights", "load_adapter", "load_checkpoint", "load_model_weights", "load_file"})


def trains(project: Project) -> bool:
    """Whether anything in the pull request trains."""
    return any(
        _trains(sheet.code) or any(re.search(r"\btrain\w*\.py\b", magic.text) for magic in sheet.source.magics) for sheet in project.sheets
    )


def loads_weights(project: Project) -> bool:
    """Whether trained weights are put into a model that was made before."""
    return any(call.method in _LOADING or call.name == "torch.load" for sheet in project.sheets for call in sheet.code.calls)


def _trains(code: Code) -> bool:
    return any(_is_training(code, call) for call in code.calls)


def _is_training(code: Code, call: Call) -> bool:
    if call.method == "backward" or re.search(r"(?:Seq2Seq|SFT|Distillation\w*)?Trainer$", call.name):
        return True
    owner = call.name.rpartition(".")[0].rpartition(".")[2]
    if call.method == "train":
        given = {keyword.arg for keyword in call.node.keywords}
        return bool(_TRAINER.search(owner)) or bool(given & {"data", "epochs"})
    if call.method in {"fit", "fine_tune", "fit_one_cycle"}:
        return bool(_TRAINER.search(owner)) or code.imports("lightning", "pytorch_lightning", "keras", "tensorflow", "fastai", "setfit")
    return call.method == "step" and bool(re.search(r"optim|^opt$", owner, re.IGNORECASE))
