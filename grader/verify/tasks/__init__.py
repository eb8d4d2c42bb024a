"""The tasks that can be measured: one file each, found by the name a manifest gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader.course import DataSet
from grader.verify.tasks.automatic_speech_recognition import AutomaticSpeechRecognition
from grader.verify.tasks.image_classification import ImageClassification
from grader.verify.tasks.summarization import Summarization
from grader.verify.tasks.task import Example, Prediction, Reference, Task
from grader.verify.tasks.text_classification import TextClassification
from grader.verify.tasks.text_generation import TextGeneration
from grader.verify.tasks.token_classification import TokenClassification
from grader.verify.tasks.translation import Translation

__all__ = ["TASKS", "Example", "Prediction", "Reference", "Task", "open_task"]

TASKS: dict[str, Callable[[DataSet, Path], Task]] = {
    AutomaticSpeechRecognition.name: AutomaticSpeechRecognition,
    ImageClassification.name: ImageClassification,
    Summarization.name: Summarization,
    TextClassification.name: TextClassification,
    TextGeneration.name: TextGeneration,
    TokenClassification.name: TokenClassification,
    Translation.name: Translation,
}


def open_task(data: DataSet, root: Path) -> Task:
    """Make the task of an evaluation set whose files lie below `root`.

    Raises:
        KeyError: the task cannot be measured by this version.
        BadInput: a file or a column of the evaluation set is missing.
    """
    return TASKS[data.task](data, root)
