"""What a comparison says, in words: one entry for each kind of quantity, outcome and definition.

The facts `claimed`, `measured`, `low` and `high` are in the unit that the cell was typed in, which is `unit`.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.measurement import Definition
from grader.core.words import Entry, Severity, Words

_SIZES = {
    Definition.FOLDER: ("вся папка артефакта", "the whole artifact folder"),
    Definition.WEIGHTS: ("только файлы весов", "the weight files alone"),
    Definition.PARAMETERS: ("параметры модели: число × размер элемента", "the parameters: count × element size"),
    Definition.GZIP: ("артефакт, сжатый zlib уровня 6", "the artifact compressed by zlib at level 6"),
}
_MEMORY = {
    Definition.OVER_IMPORTS: (
        "пик при инференсе минус пустой процесс с теми же импортами",
        "peak of inference minus an empty process with the same imports",
    ),
    Definition.OVER_LOAD: ("пик при инференсе минус память после загрузки", "peak of inference minus the memory after loading"),
    Definition.RESIDENT: ("пик всего процесса вместе с библиотеками", "peak of the whole process, libraries included"),
}


def note(code: str, *, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    """Build an entry that informs and never blocks."""
    return Entry(code=code, severity=Severity.NOTE, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


def _size() -> Iterator[Entry]:
    for definition, (ru, en) in _SIZES.items():
        yield note(
            f"size-fits-{definition}",
            ru=f"Совпадает: {ru}, {{measured}} {{unit}}.",
            en=f"It fits: {en}, {{measured}} {{unit}}.",
            why_ru=(
                "Под «размером» понимают разное, а в таблицах МБ бывает и 10⁶, и 2²⁰ байт. Мы пробуем все варианты и называем подошедший."
            ),
            why_en=(
                "People mean different things by size, and MB in tables is 10⁶ or 2²⁰ bytes. We try every reading and name the one "
                "that fits."
            ),
        )
        yield note(
            f"size-off-{definition}",
            ru=(
                f"Указано {{claimed}}, измерено {{measured}} {{unit}} ({ru}); подошло бы от {{low}} до {{high}}. "
                f"Возьмите размер файлов, которые сохранил compress."
            ),
            en=(
                f"The cell says {{claimed}}, we measured {{measured}} {{unit}} ({en}); {{low}} to {{high}} would fit. "
                f"Take the size of the files that compress saved."
            ),
            why_ru=(
                "Ни одно из определений размера (папка, файлы весов, параметры) ни в МБ, ни в МиБ не даёт числа из таблицы. Частая "
                "причина — размер посчитан по формуле, а не по сохранённым файлам."
            ),
            why_en=(
                "No definition of size (folder, weight files, parameters), in MB or MiB, gives the number in the table. Often it "
                "was computed by a formula and not taken from the saved files."
            ),
        )


def _memory() -> Iterator[Entry]:
    for definition, (ru, en) in _MEMORY.items():
        yield note(
            f"memory-fits-{definition}",
            ru=f"Совпадает: {ru}, {{measured}} {{unit}}.",
            en=f"It fits: {en}, {{measured}} {{unit}}.",
            why_ru="Память измеряют по-разному; мы пробуем три определения и называем подошедшее.",
            why_en="Memory is measured in several ways; we try three definitions and name the one that fits.",
        )
        yield note(
            f"memory-off-{definition}",
            ru=(
                f"Указано {{claimed}}, на этом же железе ближайшее измеренное — {{measured}} {{unit}} ({ru}); подошло бы от {{low}} "
                f"до {{high}}. Измерьте пик ещё раз в свежем процессе."
            ),
            en=(
                f"The cell says {{claimed}}, on the same hardware the nearest that we measured is {{measured}} {{unit}} ({en}); "
                f"{{low}} to {{high}} would fit. Measure the peak again in a fresh process."
            ),
            why_ru="Строка называет то же железо, на котором измеряли мы, но ни одно из трёх определений памяти не даёт числа из таблицы.",
            why_en=(
                "The row names the hardware that we measured on, yet none of the three definitions of memory gives the number in the table."
            ),
        )
    yield note(
        "memory-unreadable",
        ru=(
            "Не проверить: пик памяти не удалось измерить, ядро не дало начать его заново. Если код закрывает процесс от наблюдения "
            "(prctl PR_SET_DUMPABLE), уберите это."
        ),
        en=(
            "Not checkable: the peak of memory could not be measured, the kernel did not let us start it anew. If the code shuts the "
            "process off from being looked at (prctl PR_SET_DUMPABLE), take that out."
        ),
        why_ru="Пик измеряет ядро, и перед ответами модели он начинается заново. Без этого в него вошла бы загрузка, и число было бы другим.",
        why_en="The kernel keeps the peak, and it starts anew before the model answers. Otherwise loading would be in it: another number.",
    )
    yield note(
        "memory-elsewhere",
        ru=(
            "Не проверить: память зависит от библиотек машины. У нас ближайшее — {measured} {unit}. Чтобы проверить, измерьте "
            "командой grader run или укажите железо."
        ),
        en=(
            "Not checkable: memory depends on the machine's libraries. The nearest of ours is {measured} {unit}. To have it "
            "checked, measure with grader run or name the hardware."
        ),
        why_ru=(
            "Один и тот же код на двух машинах занимает память, различающуюся на сотни мегабайт: разные сборки библиотек. Поэтому "
            "без названного железа расхождение ни о чём не говорит и баллов не стоит."
        ),
        why_en=(
            "The same code differs by hundreds of megabytes between two machines, because the libraries do. So without named "
            "hardware a difference says nothing and costs nothing."
        ),
    )


_ROUGE = {Definition.ROUGE1: "ROUGE-1", Definition.ROUGE2: "ROUGE-2", Definition.ROUGEL: "ROUGE-L"}


def _rouge() -> Iterator[Entry]:
    for definition, name in _ROUGE.items():
        yield note(
            f"quality-fits-{definition.lower()}",
            ru=f"Совпадает: {name} на нашей выборке {{measured}}, допустимо от {{low}} до {{high}}.",
            en=f"It fits: {name} is {{measured}} on our evaluation set, {{low}} to {{high}} is allowed.",
            why_ru="Под ROUGE понимают ROUGE-1, ROUGE-2 и ROUGE-L. Мы считаем все три и называем подошедший, если в ячейке не указан один.",
            why_en="ROUGE may be ROUGE-1, ROUGE-2 or ROUGE-L. We compute all three and name the one that fits, unless the cell names one.",
        )
        yield note(
            f"quality-off-{definition.lower()}",
            ru=(
                f"Указано {{claimed}}, ближайшее на нашей выборке — {name}, {{measured}}; допустимо от {{low}} до {{high}}. Пересчитайте на "
                f"данных курса и укажите, какой это ROUGE."
            ),
            en=(
                f"The cell says {{claimed}}, the nearest of our evaluation is {name}, {{measured}}; {{low}} to {{high}} is allowed. Compute "
                f"it again on the course's data, and say which ROUGE it is."
            ),
            why_ru="Ни ROUGE-1, ни ROUGE-2, ни ROUGE-L (или тот из них, что назван в ячейке) не даёт числа из таблицы.",
            why_en="None of ROUGE-1, ROUGE-2 and ROUGE-L, or the one that the cell names, gives the number in the table.",
        )


_QUALITY = (
    note(
        "quality-fits",
        ru="Совпадает: на нашей выборке {measured}, допустимо от {low} до {high}.",
        en="It fits: {measured} on our evaluation set, {low} to {high} is allowed.",
        why_ru="Границы — это 99-процентный интервал выборки, допуск курса и половина последней напечатанной цифры.",
        why_en="The bounds are the 99 % sampling interval, the course's tolerance and half of the last printed digit.",
    ),
    note(
        "quality-off",
        ru=(
            "Указано {claimed}, на нашей выборке получилось {measured}; допустимо от {low} до {high}. Пересчитайте на данных курса "
            "— честно невысокий результат оценивается так же."
        ),
        en=(
            "The cell says {claimed}, our evaluation gave {measured}; {low} to {high} is allowed. Compute it again on the course's "
            "data: an honest low result earns the same."
        ),
        why_ru=(
            "Число вне границ, куда входят 99-процентный интервал выборки, допуск курса и округление. Частые причины: другая "
            "выборка, переставленные аргументы метрики, цифра другой модели; у precision, recall и F1 — усреднение не по классам (macro)."
        ),
        why_en=(
            "The number is outside bounds that hold the 99 % sampling interval, the course's tolerance and the rounding. Often: "
            "another data set, swapped arguments of the metric, another model's number; for precision, recall and F1 another mean "
            "than that of the classes (macro)."
        ),
    ),
)


_TIME = (
    note(
        "time-fits",
        ru="Совпадает: на названном железе {measured} {unit}, допустимо от {low} до {high}.",
        en="It fits: {measured} {unit} on the hardware that the row names, {low} to {high} is allowed.",
        why_ru="Строка называет то же железо, на котором измеряли мы, поэтому время сравнивается напрямую.",
        why_en="The row names the hardware that we measured on, so the time is compared directly.",
    ),
    note(
        "time-off",
        ru=(
            "Указано {claimed}, на том же железе у нас {measured} {unit}; допустимо от {low} до {high}. Измерьте ещё раз: прогрев, "
            "один пример за раз, медиана."
        ),
        en=(
            "The cell says {claimed}, on the same hardware we measured {measured} {unit}; {low} to {high} is allowed. Measure "
            "again: warm up, one example at a time, the median."
        ),
        why_ru="Строка называет то же железо, но время вне допуска курса и измеренного разброса.",
        why_en="The row names the same hardware, but the time is outside the course's tolerance and the measured spread.",
    ),
    note(
        "speed-up-fits",
        ru="Совпадает: измеренное ускорение {speed_up}× к строке оригинала ({reference}) даёт {measured}, допустимо от {low} до {high}.",
        en=(
            "It fits: the measured speed-up of {speed_up}× over the original's row ({reference}) gives {measured}, {low} to {high} "
            "is allowed."
        ),
        why_ru="Миллисекунды зависят от машины, отношение к оригиналу — почти нет; его мы и сравниваем.",
        why_en="Milliseconds depend on the machine, the ratio to the original hardly does, so the ratio is compared.",
    ),
    note(
        "speed-up-off",
        ru=(
            "Указано {claimed}. Оригинал у вас {reference}, измеренное ускорение {speed_up}×, значит, подошло бы от {low} до "
            "{high}. Измерьте обе строки ещё раз на одной машине."
        ),
        en=(
            "The cell says {claimed}. With {reference} for your original and a measured speed-up of {speed_up}×, {low} to {high} "
            "would fit. Measure both rows again on one machine."
        ),
        why_ru=(
            "Отношение времени этой строки к строке оригинала не такое, как у нас. Ошибка может быть в любой из двух строк: нет "
            "прогрева, нет синхронизации GPU, один запуск, разные машины."
        ),
        why_en=(
            "The ratio of this row's time to the original's is not the one that we measured. Either row may be wrong: no warm-up, "
            "no GPU synchronisation, a single run, two machines."
        ),
    ),
    note(
        "half-precision-cpu",
        ru="Не проверить: скорость fp16/bf16 на CPU зависит от его инструкций. У нас {measured} {unit}. Делать ничего не нужно.",
        en="Not checkable: the speed of fp16/bf16 on a CPU depends on its instructions. We got {measured} {unit}. There is nothing to do.",
        why_ru="Одна и та же модель в bf16 на разных процессорах бывает от 2,3 раза быстрее до 8 раз медленнее.",
        why_en="One model in bf16 was from 2.3 times faster to 8 times slower, depending on the processor.",
    ),
    note(
        "time-elsewhere",
        ru=(
            "Не проверить: время зависит от машины, а строка не называет ту, на которой измеряли мы. У нас {measured} {unit}. От "
            "этой строки считаются ускорения остальных."
        ),
        en=(
            "Not checkable: time depends on the machine, and the row does not name ours. We got {measured} {unit}. The other rows' "
            "speed-ups are counted from this row."
        ),
        why_ru="Время оригинала служит точкой отсчёта. Напрямую его можно сравнить, только если строка называет то же железо.",
        why_en="The original's time is the reference. It can be compared directly only where the row names the same hardware.",
    ),
    note(
        "no-reference",
        ru=(
            "Не проверить: в таблице нет строки оригинала этой модели с таким же временем. У нас {measured} {unit}. Добавьте строку "
            "оригинала."
        ),
        en="Not checkable: the table has no row of this model's original with that time. We got {measured} {unit}. Add the original's row.",
        why_ru="На чужой машине сравнивается ускорение относительно оригинала, а для него нужна строка оригинала той же модели.",
        why_en="On another machine the speed-up over the original is compared, which needs a row of the same model's original.",
    ),
    note(
        "other-hardware",
        ru="Не проверить: эта строка и строка оригинала называют разное железо. У нас {measured} {unit}. Измерьте обе на одной машине.",
        en="Not checkable: this row and the original's row name different hardware. We got {measured} {unit}. Measure both on one machine.",
        why_ru="Отношение времён с двух разных машин ничего не говорит о методе.",
        why_en="A ratio of times from two machines says nothing about the method.",
    ),
)


MEASURED: tuple[Entry, ...] = (*_size(), *_memory(), *_QUALITY, *_rouge(), *_TIME)
