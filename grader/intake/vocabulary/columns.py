"""What headers and row labels call things. The first entry that matches decides, so the special stands before the general."""

from __future__ import annotations

from enum import StrEnum

from grader.core.metric import Metric


class Part(StrEnum):
    """What a column holds, where it is no metric of its own."""

    MODEL = "model"
    METHOD = "method"
    DEVICE = "device"
    HARDWARE = "hardware"
    MEMORY = "memory"
    TIME = "time"
    QUALITY = "quality"
    CHANGE = "change"
    PARAMETER = "parameter"
    REMARK = "remark"


#: The column that names what was done, whatever else its header says.
METHOD = r"\bметод(?!ик)|\bmethod|подход|approach|техник|technique|алгоритм|algorithm"

#: Columns that hold differences, forecasts or quotients of results, never results.
CHANGES = (
    r"изменени|разниц|прирост|падени|ухудшени|улучшени|снижени|уменьшени|сокращени|эконом|выигрыш|потер[яиь]|относит|"
    r"ожида|прогноз|теор[еи]т|оценочн|\bплан|"
    r"\bchange|differ|\bdiff\b|\bdrop|degrad|improv|reduction|saving|\bgain|relative|delta|[δ∆]|\bvs\b|expect|theor|estimat"
)
#: Quotients and rates: no results either, unless the header has a unit of size or time ("размер после сжатия, MB").
RATIOS = (
    r"ускор|speed[- ]?up|сжати|compress(?!ed)|\bratio|коэфф|\bраз[аы]?\b|throughput|пропускн|\b[frq]ps\b|\brtfx?\b|"
    r"(?:/|\bв|\bper) ?(?:s|с|сек\w*|sec\w*)\b"
)
#: What was done before the measuring; behind these words no column holds a change or a quotient.
AFTERWARDS = r"\b(?:после|after|post|(?:до|before)(?! перв| first)) [^\W\d]+"
#: What was before belongs to another row, unless the same header says what is now.
BEFORE = (
    r"\bдо(?=$| ?[),;:]| (?:сжати|оптимиз|квант|прун|прореж|дистил|кластер))|"
    r"\bbefore\b|\boriginal (?:size|weight)|\bисходн\w+ (?:размер|вес)"
)
AFTER = r"\bпосле\b|\bafter\b"
#: Spread and tails of a distribution stand beside the result.
SPREADS = r"\bstd|отклон|дисперс|variance|\bp9\d|[σ±]"
#: A result that comes with its spread: `mean ± std`, `accuracy (±σ)`.
WITH_SPREAD = r"([^\W\d_][ (,.%]*)± ?(?:std|sd|s\.d\.|σ|ско|стд|откл\w*|стандартн\w+ отклонени\w+|ci|ди)?\b\.?"
#: Times of something else than inference.
OTHER_TIMES = r"загрузк|\bload|обучени|\btrain|компиляц|compil|конверта|convers|convert|сборк|\bbuild|\bttft\b|first token|перв\w+ токен"
#: What a measuring was done with; a unit of size or time beside it says that it is the result all the same.
CONDITIONS = r"батч|batch|эпох|epoch|групп|group|датасет|dataset|\bseed|токенов|\btokens|\bn_?samples"

NAMES: tuple[tuple[Part | Metric, str], ...] = (
    (Metric.GZ_MB, r"\.?gz\b|gzip|\bzip\b|архив|archive"),
    (
        Metric.VRAM_MB,
        (
            r"v-?ram\b|vram|видео[- ]?пам|\bgpu[ -]?(?:mem|ram|озу|пам)|"
            r"(?:mem\w*|\bram|пам\w*|озу)[^a-zа-я]*(?:на )?(?:gpu|cuda)\b|cuda[ -]?mem|"
            r"\bmax mem\w* (?:alloc|reserv)\w*"
        ),
    ),
    (Metric.RAM_MB, r"\bram\b|\bозу\b|оперативн|\brss\b|\bcpu[ -]?(?:mem|пам)|(?:mem\w*|пам\w*)[^a-zа-я]*(?:на )?cpu\b"),
    (Part.QUALITY, r"качеств|quality|метрик|metric|\bscore\b|точност"),
    (Part.MEMORY, r"памят|memory|\bmem\b"),
    (Metric.SIZE_MB, r"размер|об[ъь]ем|\bвеса?\b|\bвесов\b|\bsize|weight|\bdisk|диск"),
    (Part.METHOD, r"backend|бэкенд|\bruntime|рантайм|движок|engine|framework|фреймворк"),
    (Part.TIME, r"врем|\btime|latenc|латентн|задержк|скорост|speed|инференс|inference|длительн|duration"),
    (Part.DEVICE, r"\bdevice|устройств|платформ|platform|cpu ?/ ?gpu"),
    (Part.HARDWARE, r"hardware|железо|оборудован|видеокарт|процессор"),
    (
        Part.REMARK,
        (
            r"коммент|comment|примечан|\bnotes?\b|заметк|описан|descr|вывод|статус|status|ссылк|\blink|ноутбук|notebook|дата\b|\bdate|"
            r"автор|команда|\bteam|плюсы|минусы|\bpros\b|\bcons\b|^(?:№|#|n|id|п/п)$"
        ),
    ),
    (
        Part.PARAMETER,
        r"парам|param|сло[йеяи]|сл\.|layer|\bbits?\b|\bбит|sparsity|разрежен|кластеров|clusters|dtype|тип данных|данные|flops|\bmacs\b",
    ),
    (
        Part.METHOD,
        r"вариант|variant|версия|version|конфиг|config|оптимизац|optimi[sz]ation|формат|\bformat|\bтип\b|\btype|эксперимент|experiment|\bsetup|режим",
    ),
    (Part.MODEL, r"модел|\bmodel|архитектур|architect|\bсеть\b|network|чекпо[ий]нт|checkpoint"),
)

#: Among two columns of one metric, the one that says so holds the result.
PREFERRED = (
    r"\bпосле\b|\bafter\b|compressed|сжат(?:ая|ой|ые|ого)|inference|инференс|\bобщ|total|факт|actual|средн|\bmean|\bavg|медиан|median"
)

#: Parameters of a method that stand in a column of their own.
PARAMETERS = (
    ("decoder_layers", r"(?:сл|layer)\w*\.? (?:декод|decod)|(?:декод|decod)\w*\.? (?:сл|layer)"),
    ("clusters", r"кластер|cluster"),
    ("bits", r"\bbit|\bбит"),
    ("sparsity", r"sparsity|разрежен"),
)

#: The lesson's own headers, and what people call the same things: an unknown header is told the nearest of them.
KNOWN = (
    "Модель", "Метод", "Подход", "Устройство", "Размер весов", "Размер весов (MB)", "Размер в .gz (MB)", "Время инференса (CPU, ms)",
    "Время инференса (GPU, ms)", "Использование RAM (MB)", "Использование VRAM (MB)", "Использование памяти (MB)", "Качество", "Точность",
    "Комментарий", "Параметры", "Ускорение",
    "Model", "Method", "Device", "Weights size (MB)", "Latency (CPU, ms)", "Latency (GPU, ms)", "Time (ms)", "RAM (MB)", "VRAM (MB)",
    "Memory (MB)", "Quality", "Accuracy", "F1", "Precision", "Recall", "WER", "CER", "Perplexity", "BLEU", "ROUGE", "NISQA", "Loss",
    "Comment", "Parameters", "Speed-up",
)  # fmt: skip
