"""What can become of a merge, in words."""

from __future__ import annotations

from grader.core.words import Entry, Language, Severity, Words
from grader.github.sticky import code_span


def _word(code: str, *, ru: str, en: str, why_ru: str, why_en: str, severity: Severity = Severity.WARNING) -> Entry:
    return Entry(code=code, severity=severity, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


ENTRIES = (
    _word(
        "merge-done",
        severity=Severity.NOTE,
        ru="Готово: строк в ветке {branch} — {count}, коммит {commit}.",
        en="Done: rows in {branch}: {count}, commit {commit}.",
        why_ru="Проверенные строки стоят в таблице ветки занятия, рядом лежат файлы команды и запись о проверке (`record.json`). "
        "Остальной README.md не изменился.",
        why_en="The verified rows stand in the table of the lesson's branch, with the team's files and the record of what was verified "
        "(`record.json`). The rest of README.md is as it was.",
    ),
    _word(
        "merge-unchanged",
        severity=Severity.NOTE,
        ru="Сливать нечего: всё проверенное уже есть в ветке {branch}.",
        en="There is nothing to merge: everything verified is already in {branch}.",
        why_ru="Повторный `/merge` ничего не меняет. После нового коммита и новой проверки он заменит только строки этой команды.",
        why_en="A second `/merge` changes nothing. After a new commit and a new grading it replaces only this team's rows.",
    ),
    _word(
        "merge-moved",
        ru="Ничего не слито: проверен коммит {graded}, а последний теперь {present}.",
        en="Nothing was merged: commit {graded} was graded, but the last one is now {present}.",
        why_ru="В ветку попадает только то, что проверено. Дождитесь результата для последнего коммита и повторите `/merge`.",
        why_en="Only what was graded gets into the branch. Wait for the result for the last commit, then repeat `/merge`.",
    ),
    _word(
        "merge-branch",
        ru="Ничего не слито: эта работа относится к ветке {branch}, а pull request направлен в {present}.",
        en="Nothing was merged: this homework belongs to {branch}, but the pull request targets {present}.",
        why_ru="У каждой работы своя ветка занятия. Измените ветку pull request (кнопка Edit у заголовка) или номер работы в заголовке.",
        why_en="Every homework has its own lesson branch. Change the pull request's base (Edit beside the title) or the number in the "
        "title.",
    ),
    _word(
        "merge-nothing",
        ru="Ничего не слито: ни одна строка не готова.",
        en="Nothing was merged: no row is ready.",
        why_ru="Почему строки не готовы, сказано ниже о каждой. Преподаватель может принять строку: `/accept СТРОКА причина`.",
        why_en="The reason for each row is given below. An instructor can accept a row: `/accept ROW reason`.",
    ),
    _word(
        "merge-busy",
        ru="Ничего не слито: ветку {branch} всё время меняет кто-то ещё (попыток: {tries}). Повторите `/merge` позже.",
        en="Nothing was merged: somebody else keeps changing {branch} (tries: {tries}). Repeat `/merge` later.",
        why_ru="Бот передвигает ветку, только если её никто не изменил за время слияния, и поэтому ничьих изменений не теряет.",
        why_en="The bot moves the branch only if nobody has changed it in the meantime, so nobody's changes are lost.",
    ),
    _word(
        "merge-files",
        ru="Ничего не слито: в каталоге {directory} слишком много файлов ({count}, а можно не больше {limit}).",
        en="Nothing was merged: {directory} has too many files ({count}, and the limit is {limit}).",
        why_ru="Каталог команды целиком переходит в ветку занятия. Уберите из него лишнее: окружения, кэши, данные, веса.",
        why_en="The team's directory goes into the lesson's branch as a whole. Remove environments, caches, data and weights from it.",
    ),
    _word(
        "merge-barred",
        ru="Не перенесены файлы: {paths}.",
        en="These files were left out: {paths}.",
        why_ru="Переносятся только обычные файлы до 20 МБ из каталога команды. Символические ссылки, подмодули, файлы с именем на `.git` "
        "и присланный `record.json` остаются в pull request.",
        why_en="Only plain files of up to 20 MB from the team's directory are merged. Symbolic links, submodules, names that begin with "
        "`.git` and a submitted `record.json` stay in the pull request.",
    ),
    _word(
        "merge-closed",
        severity=Severity.NOTE,
        ru="Pull request закрыт: его строки и файлы уже в ветке {branch}, но пометить его как merged GitHub не позволил.",
        en="The pull request is closed: its rows and files are in {branch}, but GitHub did not let it be marked as merged.",
        why_ru="Обычно коммит слияния ссылается на коммит из форка, и pull request становится merged сам. Если GitHub такую ссылку не "
        "принимает, бот записывает всё без неё и закрывает pull request. На результат это не влияет.",
        why_en="As a rule the merge commit refers to the fork's commit, and the pull request becomes merged by itself. If GitHub does not "
        "accept that reference, the bot writes everything without it and closes the pull request. The result is the same.",
    ),
)  # fmt: skip

_CLOSED = next(entry for entry in ENTRIES if entry.code == "merge-closed")


def closing_words(branch: str) -> str:
    """Say in both languages why the pull request is closed."""
    return "\n".join(_CLOSED.say({"branch": branch}, language, code_span) for language in Language)
