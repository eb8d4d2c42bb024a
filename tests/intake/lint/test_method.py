"""Method rules that look at more than one file, at shell lines, and at facts."""

from __future__ import annotations

import pytest

from grader.core.problem import Problem
from grader.core.words import Confidence
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import method
from tests.intake.lint.support import notebook, project

PRUNE = "from torch.nn.utils import prune\nprune.l1_unstructured(layer, 'weight', amount=0.3)\n"
CLUSTER = (
    "from sklearn.cluster import KMeans\nkm = KMeans(8).fit(w)\nlayer.weight.data = torch.tensor(km.cluster_centers_[km.labels_])\n"
    "torch.save(model.state_dict(), 'clustered.pt')"
)
STUDENT = "from transformers import AutoModelForImageClassification\nstudent = AutoModelForImageClassification.from_config(config)\n"


def found(files: dict[str, str | bytes]) -> dict[str, Problem]:
    return {problem.code: problem for problem in lint(project(files), method.RULES)}


def test_masks_may_be_removed_in_another_file_or_cell() -> None:
    remove = "import torch.nn.utils.prune as p\np.remove(layer, 'weight')\n"
    assert "masks-not-removed" in found({"a.py": PRUNE})
    assert "masks-not-removed" not in found({"a.py": PRUNE, "b.py": remove})
    assert "masks-not-removed" not in found({"a.ipynb": notebook(PRUNE, remove)})


@pytest.mark.parametrize("packing", ["!gzip -9 clustered.pt", "!tar czf c.tar.gz clustered.pt", "%%bash\nzip c.zip clustered.pt"])
def test_a_file_packed_in_the_shell_is_packed(packing: str) -> None:
    assert "clustered-but-stored-fp32" in found({"a.ipynb": notebook(CLUSTER)})
    assert "clustered-but-stored-fp32" not in found({"a.ipynb": notebook(CLUSTER, packing)})


def test_training_in_a_script_that_is_run_counts_for_the_student() -> None:
    assert "student-not-trained" in found({"a.ipynb": notebook(STUDENT)})
    assert "student-not-trained" not in found({"a.ipynb": notebook(STUDENT, "!python train_student.py --epochs 3")})


def test_asking_for_the_available_providers_makes_the_finding_only_possible() -> None:
    ask = "import onnxruntime as ort\ns = ort.InferenceSession('m.onnx', providers=['TensorrtExecutionProvider'])\n"
    sure = found({"a.py": ask})["provider-not-checked"]
    assert sure.facts == {"provider": "TensorrtExecutionProvider"}
    assert sure.confidence is Confidence.LIKELY
    assert found({"a.py": f"{ask}print(ort.get_available_providers())\n"})["provider-not-checked"].confidence is Confidence.POSSIBLE
    assert not found({"a.py": f"{ask}print(s.get_providers())\n"})


def test_a_provider_that_is_only_compared_is_not_asked_for() -> None:
    assert not found({"a.py": "import onnxruntime as ort\ngpu = 'CUDAExecutionProvider' in ort.get_available_providers()\n"})


@pytest.mark.parametrize(
    ("device", "cast", "wrong"),
    [("cpu", "half()", True), ("cuda", "half()", False), ("cpu", "float()", False), ("cpu", "half().float()", False)],
)
def test_half_precision_matters_on_the_cpu_alone(device: str, cast: str, wrong: bool) -> None:
    code = f"from torchvision.models import resnet18\nmodel = resnet18(weights='DEFAULT').{cast}.to('{device}')\ny = model(x)\n"
    assert ("half-on-cpu" in found({"a.py": code})) == wrong
