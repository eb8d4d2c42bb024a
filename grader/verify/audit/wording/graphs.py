"""Evidence of distillation, export and optimisation."""

from __future__ import annotations

from grader.verify.audit.wording.form import fault, note

GRAPHS = (
    note("audit-student-smaller", (
        "у ученика на {percent} % меньше параметров: {kept} вместо {had}",
        "the student has {percent} % fewer parameters: {kept} instead of {had}",
        "Учителем считается исходная модель строки. Веса ученика не совпадают ни с одной из известных моделей.",
        "The row's original is taken for the teacher. The student's weights are none of the known models'.",
    )),
    fault("audit-student-is-original", (
        "это не ученик: {percent} % весов совпадают с исходной моделью",
        "this is no student: {percent} % of the weights are the original's",
        "Сохранена исходная модель. Сохраняйте ученика после обучения.",
        "The original model was saved. Save the student after its training.",
    )),
    fault("audit-student-untrained", (
        "ученик не обучался: {percent} % его весов совпадают с моделью {model}",
        "the student was not trained: {percent} % of its weights are those of {model}",
        "Дистилляция меняет веса ученика. Сохраняйте его после обучения, а строку без дистилляции назовите отдельно.",
        "Distillation changes the student's weights. Save it after the training, and name the row without distillation apart.",
    )),
    note("audit-student-copied", (
        "{percent} % весов ученика взяты у другой модели без изменений",
        "{percent} % of the student's weights are taken from another model unchanged",
        "Так бывает, когда слои учителя скопированы и заморожены.",
        "This happens where the teacher's layers were copied and frozen.",
    )),
    fault("audit-student-larger", (
        "ученик больше исходной модели: параметров {kept} против {had}",
        "the student is larger than the original: {kept} parameters against {had}",
        "Ученик должен быть меньше учителя. Проверьте, ту ли модель вы сохранили.",
        "A student is smaller than its teacher. See whether the right model was saved.",
    )),
    note("audit-student-as-large", (
        "параметров столько же, сколько у исходной модели ({kept}), а веса другие: кто был учителем, не видно",
        "there are as many parameters as in the original ({kept}), with other weights: who the teacher was cannot be seen",
        "Если исходная модель строки — сам ученик до обучения, так и должно быть. На баллы это не влияет.",
        "Where the row's original is the student before its training, this is as it should be. It costs nothing.",
    )),
    note("audit-graph", (
        "граф {form} ({file}); узлов: {nodes}, тензоров: {tensors}; чаще всего {operations}",
        "the {form} graph in {file}; nodes: {nodes}, tensors: {tensors}; most of all {operations}",
        "Граф прочитан без запуска: узлы и веса перечислены в самом файле.",
        "The graph was read without being run: its nodes and weights are listed in the file itself.",
    )),
    note("audit-graph-ran", (
        "среда {runtime} была загружена; все загруженные: {loaded}",
        "the runtime {runtime} was loaded; all that were: {loaded}",
        "Какие библиотеки загрузил процесс, видно снаружи, после последнего ответа.",
        "Which libraries a process has loaded can be seen from outside, after its last answer.",
    )),
    fault("audit-graph-not-run", (
        "граф есть, но работал не он: {runtime} не загружена, загружены: {loaded}",
        "the graph is there, but it is not what ran: {runtime} was not loaded; loaded were: {loaded}",
        "Скорее всего `load` открывает модель PyTorch. Загрузите в нём экспортированный граф.",
        "Most likely `load` opens the PyTorch model. Load the exported graph there.",
    )),
    note("audit-graph-unseen", (
        "граф есть, но не видно, он ли работал ({runtime})",
        "the graph is there, but whether it ran ({runtime}) could not be seen",
        "Процесс не дошёл до ответов, или система не показывает его библиотеки. На баллы это не влияет.",
        "The process did not come to answers, or the system does not show its libraries. It costs nothing.",
    )),
    fault("audit-graph-missing", (
        "файла {form} в артефакте нет; есть: {found}",
        "the artifact holds no {form} file; there is: {found}",
        "Экспортируйте модель в `compress` и сохраните граф в `target`.",
        "Export the model in `compress` and save the graph into `target`.",
    )),
    fault("audit-graph-beside", (
        "рядом с графом {form} лежат веса PyTorch ({file}): что именно работало, не видно. Уберите их",
        "weights of PyTorch ({file}) lie beside the {form} graph: which of the two ran cannot be seen. Remove them",
        "В артефакте должно быть только то, что нужно для работы: вторая копия весов удваивает размер.",
        "An artifact holds what it needs to run and no more: a second copy of the weights doubles its size.",
    )),
    note("audit-graph-mark", (
        "файл {file} начинается как {form}; содержание этого формата бот не читает",
        "the file {file} begins as {form} does; the bot does not read what is in that format",
        "Формат узнан по первым байтам.",
        "The format is known by its first bytes.",
    )),
    note("audit-format-unknown", (
        "формат {format} бот не знает",
        "the bot does not know the format {format}",
        "Проверяются ONNX, OpenVINO, TorchScript, а TensorRT, TFLite и GGUF — по первым байтам. На баллы это не влияет.",
        "ONNX, OpenVINO and TorchScript are checked, TensorRT, TFLite and GGUF by their first bytes. It costs nothing.",
    )),
    note("audit-provider-gpu", (
        "ONNX Runtime загрузила библиотеку GPU",
        "ONNX Runtime has loaded its library for GPUs",
        "Провайдер CUDA или TensorRT был загружен. Сколько узлов на нём считалось, снаружи не видно.",
        "The provider CUDA or TensorRT was loaded. How many nodes it computed cannot be seen from outside.",
    )),
    fault("audit-provider-cpu", (
        "граф ONNX считался на CPU: библиотека ONNX Runtime для GPU не загружена",
        "the ONNX graph ran on the CPU: ONNX Runtime's library for GPUs was not loaded",
        "Назовите провайдера: `InferenceSession(path, providers=[\"CUDAExecutionProvider\"])`, и проверьте `session.get_providers()`.",
        "Name the provider: `InferenceSession(path, providers=[\"CUDAExecutionProvider\"])`, and look at `session.get_providers()`.",
    )),
    note("audit-fused", (
        "в графе есть слитые операции ({count}): {operations}",
        "the graph has fused operations ({count}): {operations}",
        "Такие операции пишет только оптимизатор ONNX Runtime.",
        "Only ONNX Runtime's optimiser writes such operations.",
    )),
    note("audit-graph-plain", (
        "слитых операций в графе нет",
        "the graph has no fused operations",
        "Оптимизация могла пройти при загрузке графа или не найти, что сливать. На баллы это не влияет.",
        "The optimisation may happen when the graph is loaded, or have found nothing to fuse. It costs nothing.",
    )),
    note("audit-no-trace", (
        "такая оптимизация ({variant}) в артефакте следов не оставляет",
        "such an optimisation ({variant}) leaves no trace in an artifact",
        "Компиляция, внимание и кэши меняют программу, а не файл; видно их только по времени. На баллы это не влияет.",
        "Compiling, attention and caches change the program, not the file; only the time shows them. It costs nothing.",
    )),
)  # fmt: skip
