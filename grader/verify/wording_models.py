"""What it means that a model or an evaluation set is not there: none of it costs a team anything."""

from __future__ import annotations

from grader.core.run import Ending
from grader.core.words import Entry
from grader.verify.wording_entry import entry

ENTRIES: tuple[Entry, ...] = (
    entry(
        Ending.MODEL_UNAVAILABLE,
        "модели {model} нет на машине для проверки; оператору: `{command}`",
        "the model {model} is not on the verifying machine; for the operator: `{command}`",
        "Модели курса (`local:ИМЯ`) лежат в репозитории, модели с Hugging Face заранее загружает `grader fetch`: сам код команды запускается без сети. "
        "Команде это ничего не стоит. Преподавателю: загрузите модель и напишите `/grade`.",
        "The course's models (`local:NAME`) lie in the repository; those of Hugging Face are brought by `grader fetch` beforehand, as the team's code runs "
        "without network. This costs the team nothing. Instructors: fetch the model and write `/grade`.",
    ),
    entry(
        Ending.DATA_UNAVAILABLE,
        "набор данных {name} не загружен на машину для проверки; оператору: `{command}`",
        "the data set {name} has not been fetched to the verifying machine; for the operator: `{command}`",
        "Набор курса лежит на Hugging Face, и его приносит `grader fetch`. Команде это ничего не стоит. Преподавателю: загрузите набор и напишите `/grade`.",
        "The course's set lies on Hugging Face, and `grader fetch` brings it. This costs the team nothing. Instructors: fetch the set and write `/grade`.",
    ),
    entry(
        Ending.DATA_UNREADABLE,
        "набор данных курса не читается: {detail}",
        "the course's evaluation set cannot be read: {detail}",
        "Файла нет, в нём нет нужного столбца или встретилась метка не из списка курса. Команде это ничего не стоит. Преподавателю: исправьте набор или `data:` в "
        "`.github/course.yml` и напишите `/grade`.",
        "The file is missing, lacks a column, or holds a label that is not among the course's. This costs the team nothing. Instructors: mend the set, or `data:` in "
        "`.github/course.yml`, and write `/grade`.",
    ),
    entry(
        Ending.HUB_VANISHED,
        "{name}: на Hugging Face такого нет, или доступ закрыт",
        "{name}: Hugging Face has nothing of that name, or it is private",
        "Проверьте имя `владелец/имя` на сайте, не входя в учётную запись. Если модель удалена или приватная, возьмите открытую и исправьте `model` и `revision`. "
        "Строка остаётся непроверенной; команде это ничего не стоит.",
        "Look `owner/name` up on the site without logging in. If the model was deleted or is private, take a public one and correct `model` and `revision`. "
        "The row stays unchecked; this costs the team nothing.",
    ),
    entry(
        Ending.HUB_REVISION,
        "{name}: на Hugging Face нет коммита {revision}",
        "{name}: Hugging Face has no commit {revision}",
        "Коммит удалён или скопирован с ошибкой. Возьмите его на странице модели: Files → History, 40 знаков. Строка остаётся непроверенной; команде это ничего не стоит.",
        "The commit was deleted, or copied wrongly. Take it from the model's page: Files → History, 40 digits. The row stays unchecked; this costs the team nothing.",
    ),
    entry(
        Ending.HUB_GATED,
        "{name}: автор открывает доступ только по запросу (gated)",
        "{name}: its author gives access on request only (gated)",
        "Без согласия с условиями автора файлы не загрузить. Возьмите открытую модель или попросите преподавателя. Преподавателю: примите условия на странице модели и "
        "выполните на машине `HF_TOKEN=… grader fetch ИМЯ@КОММИТ`. Команде это ничего не стоит.",
        "Its files cannot be had without agreeing to the author's terms. Take a public model, or ask the instructor. Instructors: agree on the model's page, and run "
        "`HF_TOKEN=… grader fetch NAME@COMMIT` on the machine. This costs the team nothing.",
    ),
    entry(
        Ending.HUB_NOT_ALLOWED,
        "{name} не входит в модели, которые загружает курс; есть {allowed}",
        "{name} is not among the models that the course fetches; there is {allowed}",
        "Список задан в файле курса (`hub.allow`). Возьмите модель из него или попросите преподавателя добавить вашу. Команде это ничего не стоит.",
        "The list is set in the course file (`hub.allow`). Take a model of it, or ask the instructor to add yours. This costs the team nothing.",
    ),
    entry(
        Ending.HUB_TOO_LARGE,
        "{name}: файлов на {size_mb} МБ, а курс загружает не больше {limit_mb} МБ",
        "{name}: its files take {size_mb} MB, and the course fetches no more than {limit_mb} MB",
        "Предел задан в файле курса (`hub.max_mb` и `limits.artifact_mb`). Возьмите модель поменьше или попросите преподавателя поднять предел. Команде это ничего не стоит.",
        "The limit is set in the course file (`hub.max_mb` and `limits.artifact_mb`). Take a smaller model, or ask the instructor to raise it. This costs the team nothing.",
    ),
    entry(
        Ending.HUB_PICKLES,
        "{name}: веса есть только в pickle ({file}), а курс берёт только safetensors",
        "{name}: its weights are pickles alone ({file}), and the course takes safetensors only",
        "Файл pickle при чтении может выполнить чужой код. Возьмите модель с `model.safetensors`; часто он есть в более новом коммите. Преподаватель может разрешить "
        "pickle в файле курса (`hub.pickles: true`). Команде это ничего не стоит.",
        "A pickle can run somebody else's code as it is read. Take a model with `model.safetensors`; a newer commit often has it. The instructor can allow pickles in the "
        "course file (`hub.pickles: true`). This costs the team nothing.",
    ),
    entry(
        Ending.HUB_NO_WEIGHTS,
        "{name}: нет весов, которые читает transformers (`model.safetensors`)",
        "{name}: there are no weights that transformers reads (`model.safetensors`)",
        "В этом коммите лежит другой формат (GGUF, ONNX, TensorFlow), или весов нет вовсе. Возьмите исходную модель, а экспорт сделайте в `compress`. Команде это ничего не стоит.",
        "The commit holds another format (GGUF, ONNX, TensorFlow), or no weights at all. Take the model that it was made of, and export it in `compress`. This costs the team nothing.",
    ),
)
