"""What every ending of a run means, for the team or for the operator: `ENTRIES` has one entry for each `Ending`."""

from __future__ import annotations

from grader.core.run import Ending
from grader.core.words import Entry
from grader.verify.wording_entry import entry as _entry
from grader.verify.wording_models import ENTRIES as MODELS

_THEIRS = (
    _entry(
        Ending.IMPORT_FAILED,
        "адаптер не импортируется: {error}",
        "the adapter cannot be imported: {error}",
        "Файл адаптера упал при импорте. Проверьте: `python -c 'import adapter'` рядом с ним, без сети и без данных.",
        "The adapter's file failed while it was imported. Try `python -c 'import adapter'` beside it, without network or data.",
    ),
    _entry(
        Ending.PACKAGE_MISSING,
        "пакета нет в среде курса: {error}; есть: {available}",
        "a package is not in the course environment: {error}; there is: {available}",
        "Код запускается в среде курса, без сети; установить что-то в ней нельзя. Обойдитесь без пакета или попросите преподавателя добавить его. "
        "Преподавателю: впишите пакет в extra `verify` файла `pyproject.toml` и его версию в `constraints.txt`, установите, выполните `make environment` "
        "и закоммитьте; подробно — в docs/operators.md, «Пакеты».",
        "The code runs in the course environment, without network; nothing can be installed there. Do without the package, or ask the "
        "instructor to add it. Instructors: put the package into the extra `verify` of `pyproject.toml` and its version into `constraints.txt`, "
        "install, run `make environment` and commit; docs/operators.md has it step by step under “Packages”.",
    ),
    _entry(
        Ending.FUNCTION_MISSING,
        "в адаптере не хватает функции: {error}",
        "the adapter lacks a function: {error}",
        "Адаптеру нужны три функции: `compress(source, target)`, `load(path, device)`, `predict(model, inputs)`.",
        "An adapter needs three functions: `compress(source, target)`, `load(path, device)`, `predict(model, inputs)`.",
    ),
    _entry(
        Ending.WRONG_SIGNATURE,
        "у функции адаптера не те аргументы: {error}",
        "a function of the adapter takes other arguments: {error}",
        "Функции вызываются позиционно: `compress(source, target)`, `load(path, device)`, `predict(model, inputs)`.",
        "The functions are called by position: `compress(source, target)`, `load(path, device)`, `predict(model, inputs)`.",
    ),
    _entry(
        Ending.RAISED,
        "функция {function} завершилась исключением: {error}",
        "the function {function} raised: {error}",
        "Полный traceback — в журнале под таблицей. Чаще всего `load` или `predict` ищет файл, который `compress` не положил в `target`.",
        "The whole traceback is in the log below the table. Most often `load` or `predict` looks for a file that `compress` did not put into `target`.",
    ),
    _entry(
        Ending.CRASHED,
        "процесс убит сигналом {signal}",
        "the process was killed by signal {signal}",
        "Процесс упал не исключением Python, а сигналом: 11 — обращение к чужой памяти, 31 — запрещённый системный вызов.",
        "The process died by a signal rather than by a Python exception: 11 is a memory fault, 31 a forbidden system call.",
    ),
    _entry(
        Ending.EXITED,
        "процесс завершился сам (код {code}), хотя функция адаптера ещё не закончила работу: {error}",
        "the process ended by itself (code {code}) before the adapter's function returned: {error}",
        "Адаптер не должен завершать процесс и закрывать чужие дескрипторы: уберите `exit()` и `os._exit()`, вернитесь из функции через `return`.",
        "An adapter must not end the process or close descriptors that it did not open: remove `exit()` and `os._exit()`, and `return` from the function.",
    ),
    _entry(
        Ending.TIMED_OUT,
        "не уложился в {seconds} с",
        "took longer than {seconds} s",
        "Время на сжатие, загрузку и один пример ограничено в файле курса (`limits`). Проверьте, не ждёт ли код сети или ввода.",
        "The time for compressing, loading and one example is limited in the course file (`limits`). See whether the code waits for network or input.",
    ),
    _entry(
        Ending.OUT_OF_MEMORY,
        "не хватило памяти: предел {limit_mb} МБ",
        "ran out of memory: the limit is {limit_mb} MB",
        "Память всех процессов вместе с файлами в /tmp ограничена в файле курса (`limits.memory_mb`).",
        "The memory of all processes together with the files in /tmp is limited in the course file (`limits.memory_mb`).",
    ),
    _entry(
        Ending.TOO_MANY_PROCESSES,
        "слишком много процессов и потоков",
        "too many processes and threads",
        "Число процессов и потоков ограничено в файле курса (`limits.processes`). Уменьшите число рабочих процессов.",
        "The number of processes and threads is limited in the course file (`limits.processes`). Use fewer workers.",
    ),
    _entry(
        Ending.DISK_FULL,
        "слишком много временных файлов",
        "too many temporary files",
        "Во временных каталогах есть место лишь для промежуточных файлов.",
        "The temporary directories have room for intermediate files only.",
    ),
    _entry(
        Ending.TOO_MUCH_OUTPUT,
        "напечатано слишком много",
        "printed too much",
        "Уберите печать из цикла: вывод программы ограничен.",
        "Take the printing out of the loop: what a program may print is limited.",
    ),
    _entry(
        Ending.SPOKE_UNASKED,
        "процесс написал в канал ответов без запроса",
        "the process wrote to the reply channel unasked",
        "Дескриптор 3 — канал ответов; по нему отвечает только оболочка. Не пишите в дескрипторы, которых не открывали.",
        "Descriptor 3 is the reply channel, and only the shim answers on it. Do not write to descriptors that you did not open.",
    ),
    _entry(
        Ending.GPU_BUSY,
        "GPU считала дальше, пока процесс был остановлен ({seconds} с)",
        "the GPU went on computing while the process was stopped ({seconds} s)",
        "`predict` должна вернуть ответ, когда посчитано всё: не оставляйте на GPU задач в очереди и фоновых потоков, которые её занимают.",
        "`predict` must return when everything is computed: leave no work queued on the GPU, and no background threads that use it.",
    ),
    _entry(
        Ending.WRONG_REPLY,
        "ответ не на тот запрос",
        "the reply does not belong to the request",
        "В канале ответов оказались чужие байты. Не пишите в дескрипторы, которых не открывали.",
        "There were foreign bytes in the reply channel. Do not write to descriptors that you did not open.",
    ),
    _entry(
        Ending.WRONG_PREDICTION,
        "предсказание не того вида: {error}",
        "a prediction is not of the task's kind: {error}",
        "На каждый вход `predict` даёт один ответ: имя или номер класса (классификация), список тегов, по одному на слово (token-classification), "
        "строку (речь, перевод, пересказ) или логарифмы вероятностей (text-generation).",
        "For each input `predict` gives one answer: a class name or index (classification), a list of tags, one for each word (token-classification), "
        "a string (speech, translation, summarization), or log-probabilities (text-generation).",
    ),
    _entry(
        Ending.WRONG_COUNT,
        "предсказаний не столько, сколько входов: {error}",
        "there are not as many predictions as inputs: {error}",
        "`predict` возвращает список той же длины и в том же порядке, что и `inputs`.",
        "`predict` returns a list as long as `inputs`, in the same order.",
    ),
    _entry(
        Ending.LOOKS_AHEAD,
        "логарифмы вероятностей подсмотрены: в окне текста они в среднем на {gain} ната выше, чем по одному лишь началу того же окна (мест: {count})",
        "the log-probabilities look ahead: with the whole window they are {gain} nats higher on average than with its beginning alone ({count} places)",
        "Вероятность токена зависит только от того, что стоит перед ним. Проверьте сдвиг на один токен и причинную маску внимания: `predict` отвечает о "
        "продолжении `input_ids` одинаково, есть оно во входе или нет.",
        "The probability of a token depends on what stands before it alone. Check the shift by one token and the causal mask of the attention: what "
        "`predict` says of a continuation is the same whether the input holds it or not.",
    ),
    _entry(
        Ending.ARTIFACT_EMPTY,
        "`compress` ничего не записал в `target`",
        "`compress` wrote nothing into `target`",
        "Всё, что нужно для инференса, `compress` кладёт в каталог `target`: веса, конфигурацию, словари.",
        "Everything that inference needs goes into the directory `target`: weights, configuration, vocabularies.",
    ),
    _entry(
        Ending.ARTIFACT_TOO_LARGE,
        "артефакт больше {limit_mb} МБ",
        "the artifact is larger than {limit_mb} MB",
        "Наибольший размер артефакта задан в файле курса (`limits.artifact_mb`).",
        "The largest size of an artifact is set in the course file (`limits.artifact_mb`).",
    ),
    _entry(
        Ending.ARTIFACT_SPARSE,
        "в файле {file} почти одни пустоты, а по размеру он больше {limit_mb} МБ",
        "the file {file} is mostly holes, and larger than {limit_mb} MB by its size",
        "Размером файла считается его длина вместе с пустотами (sparse file): при загрузке она вся займёт память. Записывайте только сами данные.",
        "A file counts with its whole length, holes included: all of it takes memory when it is loaded. Write the data alone.",
    ),
    _entry(
        Ending.ARTIFACT_LINK,
        "в артефакте символическая ссылка: {file}",
        "the artifact holds a symbolic link: {file}",
        "При инференсе виден только сам артефакт, и ссылка никуда не приведёт. Скопируйте в `target` сам файл, например `shutil.copyfile`.",
        "Inference sees the artifact alone, so a link leads nowhere. Copy the file itself into `target`, for instance with `shutil.copyfile`.",
    ),
    _entry(
        Ending.ARTIFACT_HARD_LINK,
        "у файла {file} есть второе имя (жёсткая ссылка)",
        "the file {file} has a second name (a hard link)",
        "Такой файл считался бы дважды или ни разу. Запишите каждый файл отдельно: `shutil.copyfile` вместо `os.link`.",
        "Such a file would count twice or not at all. Write every file by itself: `shutil.copyfile` instead of `os.link`.",
    ),
    _entry(
        Ending.ARTIFACT_SPECIAL,
        "{file} — не обычный файл: канал, сокет или устройство",
        "{file} is no plain file: a pipe, a socket or a device",
        "Артефакт состоит из обычных файлов. Уберите из `target` всё, что создано через `mkfifo`, `socket` или `mknod`.",
        "An artifact consists of plain files. Remove from `target` what `mkfifo`, `socket` or `mknod` made.",
    ),
    _entry(
        Ending.ARTIFACT_NAME,
        "недопустимое имя файла в артефакте: {file}",
        "a file of the artifact has a name that is not allowed: {file}",
        "В имени — латинские буквы, цифры и `._-`, не больше 64 знаков; первый знак — буква, цифра или `_`. Переименуйте файл в `compress`.",
        "A name consists of Latin letters, digits and `._-`, at most 64 of them, and begins with a letter, a digit or `_`. Rename the file in `compress`.",
    ),
    _entry(
        Ending.ARTIFACT_TWINS,
        "имена {file} и {twin} различаются только регистром букв",
        "the names {file} and {twin} differ only in the case of letters",
        "На некоторых дисках это один и тот же файл. Переименуйте один из них.",
        "On some disks they are one file. Rename one of them.",
    ),
    _entry(
        Ending.ARTIFACT_TOO_MANY,
        "в артефакте больше {limit} файлов",
        "the artifact holds more than {limit} files",
        "Сложите мелкие файлы в один, например в `.safetensors`, и не копируйте в `target` кэши и контрольные точки.",
        "Put small files into one, a `.safetensors` for instance, and do not copy caches and checkpoints into `target`.",
    ),
    _entry(
        Ending.ARTIFACT_TOO_DEEP,
        "каталоги артефакта вложены глубже {limit}: {file}",
        "directories of the artifact are nested deeper than {limit}: {file}",
        "Так бывает, когда в `target` скопирован кэш Hugging Face. Сохраните саму модель: `model.save_pretrained(target)`.",
        "This happens when a Hugging Face cache is copied into `target`. Save the model itself: `model.save_pretrained(target)`.",
    ),
    _entry(
        Ending.ARTIFACT_ATTRIBUTES,
        "у файла {file} есть расширенные атрибуты",
        "the file {file} has extended attributes",
        "Данные хранятся в самих файлах: атрибуты (`os.setxattr`) в артефакт не попадают. Копируйте через `shutil.copyfile`, а не `shutil.copy2`.",
        "Data belongs into the files: attributes (`os.setxattr`) do not come along. Copy with `shutil.copyfile` rather than `shutil.copy2`.",
    ),
    _entry(
        Ending.ARTIFACT_UNREADABLE,
        "нет прав на чтение: {file}",
        "there is no right to read {file}",
        "`compress` отнял права у файла или каталога. Уберите `chmod` или верните права на чтение (0644 для файла, 0755 для каталога).",
        "`compress` took the rights away from a file or directory. Remove the `chmod`, or give the right to read back (0644 for a file, 0755 for a directory).",
    ),
    _entry(
        Ending.ARTIFACT_GROWING,
        "файл {file} менялся, пока его копировали",
        "the file {file} changed while it was copied",
        "Файл должен быть дописан и закрыт до того, как `compress` вернёт управление: пишите в блоке `with open(...)`.",
        "A file must be complete and closed before `compress` returns: write it in a `with open(...)` block.",
    ),
)
_OURS = (
    _entry(
        Ending.SANDBOX_UNAVAILABLE,
        "песочницу не удалось запустить: {detail}",
        "the sandbox could not be set up: {detail}",
        "Без песочницы ничего не запускается. Команде это ничего не стоит; оператору — см. сообщение и `bwrap --version`.",
        "Nothing runs without the sandbox. This costs the team nothing; the operator should see the message and `bwrap --version`.",
    ),
    _entry(
        Ending.ORIGINAL_FAILED,
        "исходная модель не отработала на нашей машине ({code}): {detail}",
        "the original model did not run on our machine ({code}): {detail}",
        "Сбой адаптера курса, не команды. Преподавателю: проверьте модель и файл курса.",
        "The course's own adapter failed, not the team's. Instructors: check the model and the course file.",
    ),
    *MODELS,
    _entry(
        Ending.RUNTIME_ABSENT,
        "на этой машине нет {runtime}, без которого метод не запустить; программа сообщила: {error}",
        "this machine has no {runtime}, without which the method cannot run; the program said: {error}",
        "Размер и то, применён ли метод, проверены по артефакту, насколько это возможно; время, память и качество — нет. Команде это ничего не стоит. "
        "Преподавателю: установите среду исполнения или проверьте строку на машине с GPU.",
        "The size, and whether the method was applied, were checked on the artifact as far as they can be; time, memory and quality were not. This "
        "costs the team nothing. Instructors: install the runtime, or check the row on a machine with a GPU.",
    ),
    _entry(
        Ending.NOT_MEASURED,
        "задачу {task} эта версия ещё не измеряет",
        "this version does not measure the task {task} yet",
        "Строки остаются непроверенными; команде это ничего не стоит.",
        "The rows stay unchecked; this costs the team nothing.",
    ),
    _entry(
        Ending.SUPERVISOR_FAILED,
        "сбой на нашей стороне: {detail}",
        "a failure on our side: {detail}",
        "Команде это ничего не стоит; проверку повторят.",
        "This costs the team nothing; the run will be repeated.",
    ),
    _entry(
        Ending.UNKILLABLE,
        "процесс не удалось остановить: {detail}",
        "a process could not be stopped: {detail}",
        "Оператору: выведите машину из работы и перезагрузите её.",
        "Operators: take the machine out of service and restart it.",
    ),
    _entry(
        Ending.RUNNER_LOST,
        "машина для проверки не сообщила результат ({detail}); вам ничего делать не нужно",
        "the verifying machine did not report ({detail}); there is nothing for you to do",
        "Запуск прервался на нашей стороне или его не подтвердили. Команде это ничего не стоит. Преподавателю: посмотрите журнал задания "
        "`verify` и напишите `/grade`, чтобы проверить снова.",
        "The run broke off on our side, or it was not approved. This costs the team nothing. Instructors: see the log of the job `verify` and "
        "write `/grade` to have it checked again.",
    ),
)
_DONE = _entry(Ending.DONE, "выполнено", "done", "Строка выполнена до конца.", "The row ran to its end.")

ENTRIES: tuple[Entry, ...] = (*_THEIRS, *_OURS, _DONE)
