"""How people write units, and what one of each is in the canonical unit of the project."""

from __future__ import annotations

MB: dict[str, float] = {
    **dict.fromkeys(
        ("mb", "мб", "мв", "mб", "мb", "mib", "миб", "мбайт", "мбайта", "мегабайт", "мегабайта", "mbyte", "mbytes", "megabytes"), 1.0
    ),
    **dict.fromkeys(("gb", "гб", "gib", "гиб", "гбайт", "гигабайт", "гигабайта", "gbyte", "gbytes", "gigabytes"), 1024.0),
    **dict.fromkeys(("tb", "тб", "tib"), 1024.0**2),
    **dict.fromkeys(("kb", "кб", "kib", "киб", "кбайт", "килобайт", "kbytes"), 1 / 1024),
    **dict.fromkeys(("b", "байт", "байта", "byte", "bytes"), 1 / 1024**2),
}
MS: dict[str, float] = {
    **dict.fromkeys(
        ("ms", "мс", "msec", "мсек", "millisecond", "milliseconds", "миллисекунд", "миллисекунды", "миллисекунда", "mс", "мs"), 1.0
    ),
    **dict.fromkeys(("s", "с", "сек", "sec", "secs", "second", "seconds", "секунд", "секунды", "секунда", "секундах"), 1e3),
    **dict.fromkeys(("us", "µs", "μs", "мкс", "usec", "мксек"), 1e-3),
    **dict.fromkeys(("ns", "нс"), 1e-6),
    **dict.fromkeys(("min", "мин", "minutes", "минут", "минуты", "минута"), 6e4),
    **dict.fromkeys(("h", "ч", "час", "часа", "часов", "hours", "hour"), 3.6e6),
}
#: One letter says a unit only where it stands alone, between brackets or commas.
SHORT = frozenset({"s", "с", "b", "h", "ч", "us", "ns", "нс", "min", "мин"})
#: Units that show a number to be something else than a size, a time or a fraction.
FOREIGN = frozenset((
    "fps", "rps", "qps", "hz", "гц", "mhz", "ghz", "w", "вт", "kg", "кг", "mbit", "мбит", "gbit", "гбит", "kbit", "токенов",
    "tokens", "tok", "it", "img", "params", "m", "м", "k", "к", "g", "г", "млн", "million", "billion", "bn", "млрд", "bit",
    "bits", "бит", "flops", "gflops", "epochs", "шагов", "п", "п.п", "pp",
))  # fmt: skip

#: What a time is counted for. A time of a batch or of a whole run is a total.
PER: tuple[tuple[str, str], ...] = (
    ("per_token", r"ток(?:ен\w*)?|tok(?:en)?s?"),
    (
        "per_sample",
        r"с[еэ]мпл\w*|sample|пример\w*|example|img|image|изображени\w*|картинк\w*|кадр\w*|frame|запись|аудио\w*|audio|clip|file|файл\w*|item|шт",
    ),
    ("per_text", r"текст\w*|text|предложени\w*|sentence|запрос\w*|query|request|строк\w*|doc\w*|документ\w*"),
    ("total", r"батч\w*|batch|прогон\w*|run|датасет\w*|dataset|epoch|эпох\w*"),
)
PER_SIGN = r"(?:/|\bper\b|\bна\b|\bза\b)"
#: A number of tokens or clips in a header: the time is for all of them.
TOTAL = (
    r"\b(?!1\b)\d+ ?(?:токен|token|пример|sample|с[еэ]мпл|изображ|image|текст|text|запрос|прогон|run|аудио|clip)|"
    r"\b\d+ ?[x×х*] ?\d+|\btotal\b|\bсуммарн|\bобщ(?:ее|ая)\b"
)

PERCENT = frozenset({"%", "процент", "процента", "процентов", "percent", "pct"})
#: A number followed by one of these is a multiple of another number: `2.5×`, `в 5.34 раза`.
TIMES = frozenset({"×", "x", "х", "раз", "раза", "times", "fold"})
