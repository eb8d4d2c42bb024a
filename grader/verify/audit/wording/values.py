"""Evidence of clustering and pruning."""

from __future__ import annotations

from grader.verify.audit.wording.form import fault, note

VALUES = (
    note("audit-codebook", (
        "веса хранятся как индексы и кодовая книга (тензоров: {tensors}): {percent} % весов, значений в книге не больше {entries}",
        "the weights are stored as indices and a codebook (tensors: {tensors}): {percent} % of them, with at most {entries} entries",
        "Целые числа указывают в таблицу рядом с ними, и все указывают внутрь неё. Так кластеризация и уменьшает размер.",
        "Whole numbers point into a table beside them, none beyond its end. This is how clustering makes a model smaller.",
    )),
    note("audit-few-values", (
        "не больше {most} разных значений в тензоре (тензоров: {tensors}, это {percent} % весов)",
        "at most {most} different values in a tensor (tensors: {tensors}, {percent} % of the weights)",
        "Сосчитаны разные значения весов в каждой матрице; -0.0 и 0.0 — одно значение.",
        "The different values of each matrix were counted; -0.0 and 0.0 are one value.",
    )),
    note("audit-few-values-by-row", (
        "не больше {most} разных значений в строке матрицы (матриц: {tensors}, это {percent} % весов)",
        "at most {most} different values in a row of a matrix (matrices: {tensors}, {percent} % of the weights)",
        "У каждой строки матрицы свой набор значений: кластеризация по каналам. Проверены несколько строк каждой матрицы.",
        "Each row of a matrix has values of its own: clustering by channels. Some rows of each matrix were looked at.",
    )),
    fault("audit-clusters-in-full", (
        "каждый вес по-прежнему занимает {bits} бит ({dtype}), хотя индексу хватило бы {index_bits}: храните индексы и кодовую книгу",
        "each weight still takes {bits} bits ({dtype}), where an index would need {index_bits}: store indices and a codebook",
        ("Кластеризация применена, но файл от неё не уменьшился: значения записаны целиком. Запишите индексы (`torch.uint8`) и таблицу "
        "центроидов, а в `load` соберите веса: `codebook[indices.long()]`."),
        ("Clustering was applied, but the file is no smaller for it: the values are written out in full. Write the indices (`torch.uint8`) and "
        "the table of centroids, and put the weights together in `load`: `codebook[indices.long()]`."),
    )),
    note("audit-clusters-assumed", (
        "число кластеров в строке не названо: ожидалось не больше {limit}",
        "the row names no number of clusters: at most {limit} were expected",
        "Индекс кластера обычно занимает один байт. Назовите число в методе, например «k-means, 32 кластера».",
        "An index usually takes one byte. Name the number in the method, for instance `k-means, 32 clusters`.",
    )),
    fault("audit-clusters-more", (
        "кластеров больше, чем ожидалось: ожидалось {claimed}, найдено {found}",
        "there are more clusters than expected: {claimed} were expected, {found} found",
        "Веса кластеризованы, но не на столько кластеров. Исправьте число в таблице и в submission.yml или сожмите модель заново.",
        "The weights are clustered, but not into that many. Correct the number in the table and in submission.yml, or compress again.",
    )),
    fault("audit-many-values", (
        "веса не кластеризованы: в тензоре {tensor} больше {limit} разных значений (проверено тензоров: {tensors})",
        "the weights are not clustered: the tensor {tensor} has more than {limit} different values ({tensors} tensors were checked)",
        "Скорее всего сохранена исходная модель или кластеризация потерялась при сохранении. Сохраняйте то, что вернула кластеризация.",
        "Most likely the original model was saved, or the clustering got lost on the way. Save what the clustering returned.",
    )),
    note("audit-no-matrices", (
        "матриц весов в артефакте не найдено",
        "the artifact holds no matrices of weights",
        "Смотрим на тензоры, у которых хотя бы две размерности. Без них о методе ничего не сказать.",
        "Tensors of at least two dimensions are looked at. Without them nothing can be said of the method.",
    )),
    note("audit-zeros", (
        "в прореженных матрицах {percent} % нулей (матриц: {tensors})",
        "{percent} % of the pruned matrices are zero (matrices: {tensors})",
        "Прореженной считается матрица, в которой нулей стало хотя бы на 1 % больше, чем в исходной модели.",
        "A matrix counts as pruned where at least 1 % of it has become zero compared with the original.",
    )),
    note("audit-zeros-overall", (
        "во всех матрицах вместе нулей {percent} %",
        "{percent} % of all matrices together are zero",
        "Доля нулей от всех весов, включая слои, которые не прореживали.",
        "The share of all weights, with the layers that were left alone.",
    )),
    note("audit-zeros-range", (
        "по матрицам от {low} до {high} % нулей, больше всего — {tensor}",
        "between {low} and {high} % by matrix, most of all in {tensor}",
        "При глобальном прореживании доли по слоям различаются, при послойном — одинаковы.",
        "With global pruning the shares differ between layers, with pruning by layers they are the same.",
    )),
    fault("audit-zeros-none", (
        "веса не прорежены: нулей {percent} % (матриц: {tensors})",
        "the weights are not pruned: {percent} % are zero (matrices: {tensors})",
        "Скорее всего сохранена исходная модель. Сохраняйте модель после `prune.remove`, а не до прореживания.",
        "Most likely the original model was saved. Save the model after `prune.remove` rather than before pruning.",
    )),
    fault("audit-zeros-fewer", (
        "нулей меньше, чем указано: указано {claimed} %, в прореженных матрицах найдено {percent} %",
        "fewer weights are zero than claimed: {claimed} % claimed, {percent} % of the pruned matrices found",
        "Допуск — 5 процентных пунктов. Исправьте долю в таблице и в submission.yml или прореживайте сильнее.",
        "The tolerance is 5 percentage points. Correct the share in the table and in submission.yml, or prune more.",
    )),
    note("audit-sparsity-assumed", (
        "доля нулей в строке не названа: ожидалось хотя бы {percent} %",
        "the row names no share of zeros: at least {percent} % was expected",
        "Назовите долю в методе, например «прунинг 30 %».",
        "Name the share in the method, for instance `pruning 30 %`.",
    )),
    fault("audit-masks-left", (
        ("маски не убраны: рядом с весами лежат {tensor} и подобные (масок: {tensors}), они закрывают {percent} % весов. Вызовите `prune.remove` "
        "перед сохранением"),
        ("masks are left beside the weights: {tensor} and the like (masks: {tensors}), which hide {percent} % of these. Call `prune.remove` "
        "before saving"),
        ("`torch.nn.utils.prune` хранит исходный вес `*_orig` и маску `*_mask`, пока не вызвана `prune.remove(module, name)`. В файле остаются "
        "все веса до единого, да ещё и маски: он становится больше, а не меньше."),
        ("`torch.nn.utils.prune` keeps the whole weight as `*_orig` and a `*_mask` until `prune.remove(module, name)` is called. The file then "
        "holds every single weight and the masks as well: it grows instead of shrinking."),
    )),
    note("audit-channels-gone", (
        "каналы удалены, например {tensor}: было {before}, стало {after} (матриц: {tensors})",
        "channels are gone, for instance from {tensor}: it was {before} and is {after} (matrices: {tensors})",
        "Размеры матриц меньше, чем у исходной модели: лишнее вырезано.",
        "The matrices are smaller than those of the original model: what was not needed is cut out.",
    )),
    note("audit-layers-gone", (
        "части матриц исходной модели больше нет, например {tensor} (матриц: {tensors})",
        "matrices of the original model are gone, for instance {tensor} (matrices: {tensors})",
        "Удалены целые слои или головы.",
        "Whole layers or heads were removed.",
    )),
    note("audit-parameters-fewer", (
        "весов стало на {percent} % меньше: было {had}, стало {kept}",
        "there are {percent} % fewer weights: {had} before, {kept} now",
        "Сосчитаны веса матриц в артефакте и в исходной модели.",
        "The weights of the matrices were counted in the artifact and in the original model.",
    )),
    note("audit-channels-zero", (
        "обнулены целые каналы: {channels} из {total} ({percent} %; матриц: {tensors})",
        "whole channels are zero: {channels} of {total} ({percent} %; matrices: {tensors})",
        "Строки или столбцы матриц состоят из одних нулей, которых в исходной модели не было.",
        "Rows or columns of matrices consist of zeros that the original model does not have.",
    )),
    fault("audit-channels-kept", (
        "обнулённые каналы остались на месте: размеры матриц прежние. Вырежьте их, чтобы модель стала меньше и быстрее",
        "the zero channels stay in their place: the shapes are as before. Cut them out to make the model smaller and faster",
        "`prune.ln_structured` только обнуляет. Размер и время меняются, когда каналы удалены из этой матрицы и из следующей за ней.",
        "`prune.ln_structured` only sets to zero. Size and time change once the channels are removed from the matrix and from the next one.",
    )),
    fault("audit-zeros-scattered", (
        "обнулены отдельные веса, а не каналы ({percent} %; матриц: {tensors}): это неструктурное прореживание",
        "single weights are zero rather than channels ({percent} %; matrices: {tensors}): that is unstructured pruning",
        "При структурном прореживании исчезают целые строки, столбцы, головы или слои. Исправьте название метода или код.",
        "Structured pruning takes whole rows, columns, heads or layers. Correct the method's name, or the code.",
    )),
    fault("audit-shapes-kept", (
        "ничего не удалено: размеры всех матриц ({tensors}) прежние, нулевых каналов нет",
        "nothing is gone: all matrices ({tensors}) have their shapes, and no channel is zero",
        "Скорее всего сохранена исходная модель. Сохраняйте ту, из которой вырезаны каналы.",
        "Most likely the original model was saved. Save the one that the channels were cut out of.",
    )),
)  # fmt: skip
