"""What is remarked of the parts of an evaluation set, in words."""

from __future__ import annotations

from grader.judge.reasons_measured import note

PARTS = (
    note(
        "parts-differ",
        ru="Для преподавателя: {model}, {method} — {metric} на открытой части набора {public} (примеров: {public_count}), на закрытой {private} "
        "(примеров: {private_count}). Разница больше случайной.",
        en="For the instructor: {model}, {method} has {metric} {public} on the public part of the evaluation set ({public_count} examples) and "
        "{private} on the private one ({private_count} examples). The gap is beyond chance.",
        why_ru="Разность двух частей лежит вне 99-процентного интервала. Так бывает, когда программа знает открытые ответы наизусть или модель на них "
        "обучалась — и когда сами части неодинаковы: тогда ту же разность показывает и строка original. Это вопрос, а не обвинение: на баллы и "
        "вердикты он не влияет.",
        why_en="The difference of the two parts is outside its 99 % interval. That happens where a program knows the public answers by heart, or a model "
        "was trained on them, and also where the parts themselves are unlike: then the row of the original shows the same. It is a question, not an "
        "accusation: points and verdicts do not depend on it.",
    ),
)
