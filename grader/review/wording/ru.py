"""Russian."""

from __future__ import annotations

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Phase
from grader.core.verdict import Outcome
from grader.review.decide import Tally
from grader.review.wording.phrases import (
    ChartWords,
    Columns,
    MachineWords,
    MemoryDefinition,
    NextSteps,
    Phrases,
    ProblemWords,
    RunWords,
    SuggestionWords,
    Term,
)


def _plural(count: int, one: str, few: str, many: str) -> str:
    """Bend a word to a number: 1 число, 2 числа, 5 чисел, 11 чисел, 21 число."""
    if count % 100 in range(11, 15):
        return f"{count} {many}"
    return f"{count} {one if count % 10 == 1 else few if count % 10 in (2, 3, 4) else many}"


def _headline(tally: Tally) -> str:
    rows = _plural(tally.unproved, "строке", "строках", "строках")
    return _numbers(tally) + (f" В {rows} файлы не показывают заявленного метода." if tally.unproved else "")


def _numbers(tally: Tally) -> str:
    if not tally.ran:
        several = f"Ни одно из {_plural(tally.total, 'числа', 'чисел', 'чисел')} таблицы пока не проверено"
        nothing = (
            "Проверять пока нечего" if not tally.total else several if tally.total > 1 else "Единственное число таблицы пока не проверено"
        )
        return (
            f"{nothing}: сначала нужно исправить {_plural(tally.errors, 'ошибку', 'ошибки', 'ошибок')}." if tally.errors else f"{nothing}."
        )
    if tally.total == tally.ours:
        return (
            "На этот раз измерить ничего не удалось: сбой на нашей стороне." if not tally.stopped else "Ваш код остановился раньше времени."
        )
    parts = (
        (tally.hold, "подтвердилось", "подтвердились"),
        (tally.accepted, "принято преподавателем", "приняты преподавателем"),
        (tally.off, "не подтвердилось", "не подтвердились"),
        (tally.unsteady, "не удалось измерить устойчиво", "не удалось измерить устойчиво"),
        (tally.unchecked, "здесь проверить нельзя", "здесь проверить нельзя"),
        (tally.theirs, "не измерено, потому что код остановился", "не измерены, потому что код остановился"),
        (tally.ours, "не измерено из-за сбоя на нашей стороне", "не измерены из-за сбоя на нашей стороне"),
    )
    told = [(count, one, many) for count, one, many in parts if count]
    if len(told) > 1:
        each = ", ".join(f"{count} {one if count % 10 == 1 and count % 100 != 11 else many}" for count, one, many in told)
        came_out = f"из {_plural(tally.total, 'числа', 'чисел', 'чисел')} таблицы {each}"
    else:
        (count, one, many) = told[0]
        came_out = f"единственное число таблицы {one}" if count == 1 else f"все числа таблицы ({count}) {many}"
    return f"Бот заново запустил ваш код: {came_out}."


def _outcome(outcome: Outcome) -> Term:
    match outcome:
        case Outcome.CONFIRMED:
            return Term(word="верно", meaning="измерение согласуется с вашим числом в пределах допуска, а файлы — с названным методом")
        case Outcome.OFF:
            return Term(
                word="расходится",
                meaning="измерение вне допуска или файлы не показывают метода: исправьте или объясните, почему верно ваше",
            )
        case Outcome.UNSTEADY:
            return Term(word="неустойчиво", meaning="повторные измерения слишком различаются, чтобы решать; баллы за это не снимаются")
        case Outcome.NOT_CHECKABLE:
            return Term(word="не проверить", meaning="здесь бот не может это проверить; баллы за это не снимаются")
        case Outcome.NOT_CLAIMED:
            return Term(word="не заявлено", meaning="в вашей строке здесь нет числа, сравнивать не с чем")
        case Outcome.NOT_APPLICABLE:
            return Term(word="неприменимо", meaning="в вашей строке сказано, что здесь это не имеет смысла; баллы за это не снимаются")
        case Outcome.BROKEN_THEIRS:
            return Term(word="код остановился", meaning="ваш код завершился раньше, чем это удалось измерить")
        case Outcome.BROKEN_OURS:
            return Term(
                word="сбой у нас", meaning="измерить не удалось по нашей вине; баллы за это не снимаются; запустить заново: `/grade`"
            )


def _metric(metric: Metric) -> str:
    match metric:
        case Metric.SIZE_MB:
            return "размер"
        case Metric.GZ_MB:
            return "размер в gzip"
        case Metric.CPU_MS:
            return "время на CPU"
        case Metric.GPU_MS:
            return "время на GPU"
        case Metric.LATENCY_MS:
            return "время"
        case Metric.RAM_MB:
            return "RAM"
        case Metric.VRAM_MB:
            return "память GPU"
        case Metric.ACCURACY | Metric.PRECISION | Metric.RECALL | Metric.LOSS:
            return metric.value
        case Metric.F1 | Metric.WER | Metric.CER | Metric.BLEU | Metric.ROUGE | Metric.NISQA:
            return metric.value.upper()
        case Metric.PPL:
            return "перплексия"


def _definition(definition: Definition) -> Term:
    match definition:
        case Definition.FOLDER:
            return Term(word="папка", meaning="все файлы, без которых модель не запустить, вместе с кодом")
        case Definition.WEIGHTS:
            return Term(word="веса", meaning="только файлы весов")
        case Definition.PARAMETERS:
            return Term(word="параметры", meaning="сколько чисел в модели, умножить на число байтов в одном")
        case Definition.GZIP:
            return Term(word="gzip", meaning="каждый файл папки сжат отдельно, zlib, уровень 6")
        case Definition.PER_EXAMPLE:
            return Term(word="на пример", meaning="время на один пример: от отправки до последнего байта ответа")
        case Definition.SPEED_UP:
            return Term(word="ускорение", meaning="во сколько раз быстрее оригинала; обе модели измерялись по очереди на одной машине")
        case Definition.EVALUATION:
            return Term(
                word="оценка",
                meaning="качество на оценочной выборке курса: по ответам, время которых измерялось, и по следующим, если они не медленнее",
            )
        case Definition.ROUGE1:
            return Term(word="ROUGE-1", meaning="F-мера по общим словам, в среднем по примерам")
        case Definition.ROUGE2:
            return Term(word="ROUGE-2", meaning="F-мера по общим парам слов, в среднем по примерам")
        case Definition.ROUGEL:
            return Term(word="ROUGE-L", meaning="F-мера по самой длинной общей последовательности слов, в среднем по примерам")
        case _:
            return _memory_definition(definition)


def _memory_definition(definition: MemoryDefinition) -> Term:
    match definition:
        case Definition.OVER_IMPORTS:
            return Term(word="сверх библиотек", meaning="пик памяти при ответах за вычетом пустого процесса с теми же библиотеками")
        case Definition.OVER_LOAD:
            return Term(word="сверх загрузки", meaning="пик памяти при ответах за вычетом памяти сразу после загрузки модели")
        case Definition.RESIDENT:
            return Term(word="весь процесс", meaning="пик памяти всего процесса вместе с библиотеками")
        case Definition.LOADED:
            return Term(word="после загрузки", meaning="память всего процесса сразу после загрузки модели")
        case Definition.LOAD_PEAK:
            return Term(word="пик загрузки", meaning="пик памяти всего процесса во время загрузки модели")
        case Definition.BESIDE:
            return Term(
                word="вне процессов",
                meaning="память дочерних процессов, которые уже завершились, и память, не отображённая ни в один процесс (memfd, файлы в `/tmp`); она входит в пики",
            )


def _memory(loaded: str, load_peak: str, peak: str, beside: str | None) -> str:
    told = f"RAM всего процесса: после загрузки {loaded} МБ, пик при загрузке {load_peak} МБ, пик при ответах {peak} МБ."
    if beside is None:
        return f"{told} Здесь не видны завершившиеся дочерние процессы и память вне процессов: нет контрольной группы, которая её считает."
    return told if beside == "0" else f"{told} Из последнего +{beside} МБ — завершившиеся дочерние процессы или память вне процессов."


def _phase(phase: Phase) -> str:
    match phase:
        case Phase.PLAN:
            return "ещё до запуска"
        case Phase.BUILD:
            return "во время работы `compress`"
        case Phase.FREEZE:
            return "при приёмке того, что записал `compress`"
        case Phase.LOAD:
            return "во время работы `load`"
        case Phase.INFER:
            return "во время работы `predict`"


RUSSIAN = Phrases(
    language="По-русски",
    headline=_headline,
    about=lambda team, homework, commit: f"Команда {team}, домашнее задание {homework}, коммит {commit}.",
    no_team="не определена",
    no_homework="не определено",
    outcome=_outcome,
    metric=_metric,
    units={
        "bytes": "байт",
        "kB": "кБ",
        "KiB": "КиБ",
        "MB": "МБ",
        "MiB": "МиБ",
        "GB": "ГБ",
        "GiB": "ГиБ",
        "ms": "мс",
        "s": "с",
        "%": "%",
        "fraction": "",
        "score": "",
        "ratio": "",
    },
    definition=_definition,
    phase=_phase,
    memory=_memory,
    not_claimed=lambda names: f"Не заявлено, поэтому сравнивать не с чем: {names}.",
    rows=lambda count: _plural(count, "строка", "строки", "строк"),
    unnamed="(без названия)",
    columns=Columns(
        metric="Что",
        claimed="Заявлено",
        measured="Измерено",
        accepted="Допустимо",
        verdict="Итог",
        why="Почему",
        part="Часть",
        points="Баллы",
    ),
    accepted="интервал измерения, расширенный на допуск курса и на половину последней цифры вашего числа",
    next=NextSteps(
        lead="Что делать дальше.",
        mend="Исправьте то, что ниже отмечено знаком ⛔, и отправьте новый коммит: бот посмотрит снова сам.",
        manifest="Добавьте или исправьте `submission.yml`: из него бот узнаёт, как запускать ваш код; без него ни одно число не проверить.",
        off="Посмотрите на числа со знаком ❌: примите измеренное значение (бот предлагает его у строки во вкладке «Files changed») "
        "или ответьте здесь, почему верно ваше. За честный, пусть и невысокий результат баллы не снимаются.",
        method="Там, где ❌ стоит у метода, сохранённые файлы его не показывают: исправьте `compress` или назовите то, что сделано.",
        theirs="Там, где стоит 🛑, ваш код остановился: причина и конец журнала ниже. Исправьте и отправьте новый коммит.",
        ours="Там, где стоит 🔧, сбой у нас: от вас ничего не требуется.",
        unsteady="За числа со знаком 🟡 баллы не снимаются; бот измерит их снова при следующем коммите.",
        nothing="Ничего: за то, что нельзя проверить, баллы не снимаются.",
        done="Ничего: преподаватель может принимать работу.",
    ),
    run=RunWords(
        theirs=lambda phase: f"Ваш код остановился {phase}.",
        ours=lambda phase: f"Измерение сорвалось по нашей вине {phase}.",
        costs_nothing="Баллы за это не снимаются, менять в работе ничего не нужно. Строка запустится заново со следующим коммитом "
        "или по команде `/grade`.",
        log="Конец журнала",
    ),
    problems=ProblemWords(
        errors="Нужно исправить",
        remarks=lambda count: f"{_plural(count, 'замечание', 'замечания', 'замечаний')} (проверке не мешает)",
        title="заголовок пулл-реквеста",
        branch="ветка пулл-реквеста",
        should_read="Должно быть так",
        ready="Готовый файл, его можно взять целиком",
    ),
    machine=MachineWords(
        title="Где измерялось",
        cpu=lambda name, cores: f"Процессор: {name}, {_plural(cores, 'ядро', 'ядра', 'ядер')}",
        memory=lambda gigabytes: f"Память: {gigabytes:.1f} ГБ",
        gpu=lambda name: f"GPU: {name}",
        no_gpu="GPU: нет",
        system=lambda name: f"Система: {name}",
        limits=lambda text: f"Ограничения: {text}",
        round_trip=lambda low, median, high: f"Пустой запрос туда и обратно: {median} мкс (половина — от {low} до {high})",
        versions=lambda text: f"Версии: {text}",
    ),
    chart=ChartWords(
        title="Размер и время на один пример",
        latency="время на пример, мс",
        size="размер, МБ",
        small_fast="малая и быстрая",
        small_slow="малая, но медленная",
        large_fast="большая, но быстрая",
        large_slow="большая и медленная",
        claimed="заявлено",
        brackets="В скобках и цветом — измеренное качество: чем светлее точка, тем больше число.",
        legend=lambda metric: f"{metric}, измерено",
    ),
    suggestion=SuggestionWords(
        measured=lambda changes: f"В этой строке у бота получилось другое: {changes}.",
        offer="Ниже ваша же строка с измеренным значением. Её можно принять одним нажатием или ответить здесь, почему верно ваше число: "
        "это измерение бота на его машине, с ним можно спорить.",
        mended="Так должна выглядеть строка; ваши числа не меняются.",
    ),
    points=lambda got, of: f"Баллы: {got} из {of}",
    rubric={
        "table": "таблица читается",
        "runs": "код запускается",
        "numbers": "числа верны",
        "method": "метод доказан",
        "decided": "решение преподавателя",
    },
    reproduce="Проверить у себя",
    reproduce_how="Те же измерения на вашей машине, из корня репозитория (время будет другим, остальное не должно):",
    meaning="Что значат слова",
    left_out=lambda count: (
        "GitHub ограничивает длину комментария, поэтому сюда не вошло "
        f"{_plural(count, 'менее важная часть', 'менее важные части', 'менее важных частей')} (сначала журналы, потом подробности)."
    ),
)
