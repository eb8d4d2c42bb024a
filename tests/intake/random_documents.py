"""Random documents for crash runs: pieces of tables, of Markdown and of noise, from a seed."""

from __future__ import annotations

import random

HEADS = (
    "Модель",
    "Метод",
    "Model",
    "Method",
    "Размер весов (MB)",
    "Size",
    "GZ (MB)",
    "Время (CPU, ms)",
    "GPU (s)",
    "RAM",
    "VRAM (GB)",
    "Память",
    "Качество",
    "Accuracy, %",
    "WER / CER",
    "1 - WER",
    "F1",
    "Рамзер",
    "Устройство",
    "clusters",
    "Ускорение",
    "",
    "**Size**",
    "`ms`",
    "x" * 170,
    "Size\ufffd",
)
CELLS = (
    "m",
    "owner/name-b3",
    "local:digits-vit",
    "Оригинал",
    "INT8",
    "Кластеризация, 32 кластера",
    "Pruning 30%",
    "1.33Gb",
    "37.5 MB",
    "40",
    "0",
    "-",
    "N/A",
    "2 s",
    "31.9ms (Tesla T4)",
    "12 ms CPU / 4 ms GPU",
    "0.9",
    "93,2 %",
    "0.8474 precision 0.8342 recall",
    "WER: 0.25, CER: 0.07",
    "1,024",
    "1 024,5",
    "2.25+-0.08",
    "1e999",
    "nan",
    "٣",
    "１２",
    "<5",
    "-3",
    "5×",
    "**7**",
    "`8`",
    "[9](x)",
    "9<br>10",
    "\u202e21",
    "5\u200b6",
    "$3 \\pm 1$",
    "a\\|b",
    '"',
    "",
    "9" * 40,
    "&#49;",
    "~~4~~",
    "7[^1]",
    "🙂",
)
LINES = (
    "",
    "# Итоги",
    "> quote",
    "- item",
    "```",
    "~~~",
    "<!-- c",
    "-->",
    "    code",
    "Время на GPU T4:",
    "[^1]: note",
    "---",
    "===",
    "| lost |",
    "<table>",
    "\t| tab | le |",
    "–ú–æ–¥–µ–ª—å",
    "***",
    "1. one",
    "`" * 40,
    "*a" * 30,
    "[" * 30,
)


def random_document(chance: random.Random) -> bytes:
    """Make a document of a few tables between other lines; sometimes damage it."""
    lines: list[str] = []
    for _ in range(chance.randrange(1, 4)):
        lines += (chance.choice(LINES) for _ in range(chance.randrange(4)))
        lines += _table(chance, chance.choice(("", "", "> ", "- ", "  ")))
    data = bytearray(
        chance.choice(("\n", "\n", "\r\n", "\r")).join(lines).encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-16")), "ignore")
    )
    for _ in range(chance.choice((0, 0, 0, 1, 3, 30))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _table(chance: random.Random, margin: str) -> list[str]:
    width = chance.randrange(1, 9)
    outer = chance.choice(("|", "|", ""))

    def line(pieces: tuple[str, ...], count: int) -> str:
        return margin + outer + "|".join(f" {chance.choice(pieces)} " for _ in range(count)) + outer

    rule = margin + outer + "|".join(chance.choice(("---", ":-:", "-")) for _ in range(width)) + outer
    head = (
        margin + outer + "|".join(["Модель", "Метод", *chance.choices(HEADS, k=8)][:width]) + outer
        if chance.random() < 0.7
        else line(HEADS, width)
    )
    return [head, rule, *(line(CELLS, max(1, width + chance.choice((0, 0, 0, 1, -1)))) for _ in range(chance.randrange(5)))]
