"""Evidence of any method, and of files that could not be read."""

from __future__ import annotations

from grader.verify.audit.wording.form import fault, note

COMMON = (
    note("audit-partly", (
        "метод применён к {percent} % весов",
        "the method was applied to {percent} % of the weights",
        "Остальные веса прежние. Часто так и задумано: эмбеддинги и нормировки не трогают.",
        "The other weights are as they were. Often that is meant: embeddings and norms are left alone.",
    )),
    fault("audit-hardly", (
        "метод применён только к {percent} % весов: этого мало, чтобы говорить о сжатой модели",
        "the method was applied to {percent} % of the weights only: too few to speak of a compressed model",
        "Проверьте, какие слои перечислены: квантизация `{nn.Linear}` не трогает `Conv1D` из GPT-2 и эмбеддинги.",
        "See which layers are listed: quantizing `{nn.Linear}` leaves the `Conv1D` of GPT-2 and embeddings alone.",
    )),
    note("audit-no-weights", (
        "весов в артефакте не найдено",
        "no weights were found in the artifact",
        "Бот читает safetensors, ONNX, OpenVINO, TorchScript, PyTorch и NumPy. Сохраните веса в одном из этих форматов.",
        "The bot reads safetensors, ONNX, OpenVINO, TorchScript, PyTorch and NumPy. Save the weights in one of these.",
    )),
    note("audit-method-unknown", (
        "как проверить такой метод ({family}, {variant}), бот не знает",
        "the bot does not know how to check such a method ({family}, {variant})",
        "Числа строки проверяются как обычно. На баллы это не влияет.",
        "The numbers of the row are checked as usual. It costs nothing.",
    )),
    note("audit-same-answers", (
        "все ответы ({count}) совпали с ответами исходной модели: возможно, метод не применён",
        "all answers ({count}) are those of the original model: perhaps nothing was applied",
        "Хорошее сжатие тоже может не изменить ни одного ответа, поэтому само по себе это ничего не решает.",
        "Good compression may change no answer either, so by itself this decides nothing.",
    )),
    note("audit-file-unknown", (
        "формат файла {file} неизвестен",
        "the format of the file {file} is unknown",
        "Что в нём, бот не видит. Сохраняйте веса в safetensors, ONNX, OpenVINO, TorchScript или `torch.save(state_dict)`.",
        "The bot cannot see what is in it. Save weights as safetensors, ONNX, OpenVINO, TorchScript or `torch.save(state_dict)`.",
    )),
    fault("audit-file-malformed", (
        "файл {file} не читается как {form}: {detail}",
        "the file {file} cannot be read as {form}: {detail}",
        "Файл повреждён или записан не библиотекой этого формата. Запишите его заново.",
        "The file is damaged, or was not written by the format's own library. Write it again.",
    )),
    fault("audit-pickle-refused", (
        "файл {file} не открывается как веса (`weights_only`): сохраните `state_dict()`",
        "the file {file} cannot be opened as weights (`weights_only`): save the `state_dict()`",
        "Pickle может выполнить любой код, поэтому открываются только веса. Сохраните `torch.save(model.state_dict(), …)` или safetensors.",
        "A pickle can run any code, so weights alone are opened. Save `torch.save(model.state_dict(), …)` or safetensors.",
    )),
    note("audit-pickle-large", (
        "файл {file} не удалось открыть: не хватило памяти или места",
        "the file {file} could not be opened: there was not enough memory or room",
        "Файлы PyTorch открываются в песочнице с теми же пределами, что и ваш код. Сохраните веса в safetensors.",
        "PyTorch's files are opened in a sandbox with the limits that your code has. Save the weights as safetensors.",
    )),
    note("audit-pickle-empty", (
        "в файле {file} тензоров нет",
        "the file {file} holds no tensors",
        "Сохраните веса: `torch.save(model.state_dict(), …)` или safetensors.",
        "Save the weights: `torch.save(model.state_dict(), …)` or safetensors.",
    )),
    note("audit-failed", (
        "артефакт не удалось проверить по сбою на нашей стороне: {detail}",
        "the artifact could not be checked by a failure on our side: {detail}",
        "Команде это ничего не стоит.",
        "This costs the team nothing.",
    )),
    note("audit-opener-failed", (
        "файл {file} не удалось открыть в песочнице ({detail})",
        "the file {file} could not be opened in the sandbox ({detail})",
        "Файл не удалось прочитать его собственной библиотекой. Сохраните веса в safetensors: их бот читает сам.",
        "The format's own library could not read the file. Save the weights as safetensors, which the bot reads itself.",
    )),
)  # fmt: skip
