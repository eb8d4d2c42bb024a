"""A percentage without its sign."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="percent-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="{cell} в столбце {header} больше единицы; прочитано как проценты. Допишите знак %.",
        en="{cell} in {header} is larger than one; it was read as a percentage. Add the % sign.",
    ),
    why=Words(
        ru="Точность, F1, precision и recall не бывают больше 1, а WER около 9 (900 %) невозможно спутать с 9 %.",
        en="Accuracy, F1, precision and recall cannot exceed 1, and nobody means 900 % by a WER of 9.",
    ),
)
