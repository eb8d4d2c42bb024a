"""Evidence of quantization: types, scales and packed layouts."""

from __future__ import annotations

from grader.verify.audit.wording.form import fault, note

TYPES = (
    note("audit-dtype", (
        "тип {dtype} у {percent} % весов",
        "{percent} % of the weights are {dtype}",
        "Тип читается из заголовков файлов, а не из слов программы.",
        "The type is read from the headers of the files, not from what a program says.",
    )),
    fault("audit-dtype-kept", (
        "{percent} % весов хранятся как {dtype} ({bits} бит), а не как {wanted}",
        "{percent} % of the weights are stored as {dtype} ({bits} bits), not as {wanted}",
        "Если вес преобразуется только в `load`, файл от этого не меньше. Преобразуйте в `compress` и сохраните результат.",
        "If the weights are converted only in `load`, the file is no smaller for it. Convert in `compress` and save the result.",
    )),
    fault("audit-rounded-half", (
        "значения матриц ({tensors}) округлены до {dtype}, но записаны как F32: сохраняйте без обратного преобразования",
        "the values of matrices ({tensors}) are rounded to {dtype} but written as F32: save them without converting back",
        "Точность потеряна, а место не сэкономлено. Уберите `.float()` перед сохранением.",
        "Precision is lost and no room gained. Remove the `.float()` before saving.",
    )),
    fault("audit-dtype-missing", (
        "строка называет ещё и {wanted}, но в артефакте этого не видно",
        "the row also names {wanted}, but the artifact does not show it",
        "Точность весов проверяется отдельно от метода. Уберите её из названия метода или сохраните веса в ней.",
        "The precision of the weights is checked apart from the method. Take it out of the method's name, or save the weights in it.",
    )),
    note("audit-int8-weights", (
        "целых 8-битных весов {percent} % (тензоров: {tensors}), рядом их масштабы",
        "{percent} % of the weights are 8-bit integers (tensors: {tensors}), with their scales beside them",
        "Доля считается от всех весов матриц: эмбеддинги динамическая квантизация обычно не трогает.",
        "The share is of all weights of matrices: dynamic quantization usually leaves embeddings alone.",
    )),
    note("audit-int8-operations", (
        "операции графа с целыми числами: {operations}",
        "operations of the graph on integers: {operations}",
        "Сосчитаны узлы графа, которые квантуют или считают в целых числах.",
        "The nodes of the graph that quantize, or compute with integers, were counted.",
    )),
    fault("audit-int8-mode", (
        "указана квантизация {claimed}, а граф показывает {found}",
        "the row says {claimed}, but the graph shows {found} quantization",
        "При динамической квантизации масштаб активаций находится во время работы (`DynamicQuantizeLinear`), при статической он записан в графе.",
        "Dynamic quantization finds the scales of activations at run time (`DynamicQuantizeLinear`), static quantization has them in the graph.",
    )),
    fault("audit-int8-without-scale", (
        "целые тензоры есть ({tensors}), но масштабов к ним нет",
        "there are tensors of integers ({tensors}), but no scales to them",
        "Квантованный вес — это целое число и масштаб. Без масштаба это могут быть индексы кластеров. Сохраните масштабы рядом с весами.",
        "A quantized weight is an integer and a scale. Without one it may be an index of a cluster. Save the scales beside the weights.",
    )),
    fault("audit-rounded", (
        "в матрице не больше {limit} значений (матриц: {tensors}), но записаны они как {dtype}: это имитация квантизации",
        "matrices ({tensors}) have at most {limit} values but are written as {dtype}: that is simulated quantization",
        "Веса округлены и переведены обратно. Запишите сами целые числа и масштаб к ним.",
        "The weights were rounded and turned back. Write the integers themselves, and their scale.",
    )),
    note("audit-layout", (
        "упаковка {layout}, {bits} бит; тензоров: {tensors}, весов: {weights}",
        "layout {layout}, {bits} bits; tensors: {tensors}, weights: {weights}",
        "Упаковка узнаётся по именам, типам и размерам тензоров.",
        "A packed layout is known by the names, types and shapes of its tensors.",
    )),
    note("audit-layout-config", (
        "config.json называет метод квантизации {method}",
        "config.json names the quantization method {method}",
        "Это слова, а не доказательство: решают тензоры.",
        "These are words and no proof: the tensors decide.",
    )),
    note("audit-layout-common", (
        "упаковка общая для нескольких методов: что считал её {method}, по ней не видно",
        "several methods use this layout: it does not show that {method} computed it",
        "GPTQ, AWQ и простое округление записываются в этот формат одинаково. На баллы это не влияет.",
        "GPTQ, AWQ and plain rounding are written to it alike. It costs nothing.",
    )),
    fault("audit-layout-other", (
        "веса упакованы как {found}, а не как {wanted}",
        "the weights are packed as {found}, not as {wanted}",
        "Исправьте метод в таблице и в submission.yml или сохраните модель, сжатую названным методом.",
        "Correct the method in the table and in submission.yml, or save the model that the named method compressed.",
    )),
    note("audit-layout-unknown", (
        "4-битные веса есть, но упаковка своя: что это {wanted}, по ней не видно",
        "there are 4-bit weights in a layout of your own: it does not show that they are {wanted}",
        "Бот знает упаковки GPTQ, AWQ и bitsandbytes. Своя тоже допустима, но метод по ней не доказать. На баллы это не влияет.",
        "The bot knows the layouts of GPTQ, AWQ and bitsandbytes. Your own is fine, but it proves no method. It costs nothing.",
    )),
    note("audit-bits-each", (
        "целые числа вместо {percent} % весов исходной модели, {bits} бит на вес",
        "integers stand for {percent} % of the original's weights, {bits} bits each",
        "Биты всех целых тензоров поделены на число весов исходной модели, которых больше нет в дробном виде.",
        "The bits of all integer tensors, divided by the number of the original's weights that are no longer there as fractions.",
    )),
)  # fmt: skip
