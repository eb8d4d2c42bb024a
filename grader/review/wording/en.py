"""English."""

from __future__ import annotations

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Phase
from grader.core.verdict import Outcome
from grader.review.decide import Tally
from grader.review.wording.phrases import (
    ChartWords,
    Columns,
    MachineWords,
    MemoryDefinition,
    NextSteps,
    Phrases,
    ProblemWords,
    RunWords,
    SuggestionWords,
    Term,
)


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _headline(tally: Tally) -> str:
    rows = _plural(tally.unproved, "row", "rows")
    return _numbers(tally) + (f" In {rows} the files do not show the method." if tally.unproved else "")


def _numbers(tally: Tally) -> str:
    if not tally.ran:
        nothing = (
            f"None of the {_plural(tally.total, 'number', 'numbers')} in the table could be checked"
            if tally.total
            else "Nothing to check yet"
        )
        return f"{nothing}: {_plural(tally.errors, 'thing needs', 'things need')} mending first." if tally.errors else f"{nothing}."
    if tally.total == tally.ours:
        return (
            "The bot could not measure anything this time: the fault is on our side." if not tally.stopped else "Your code stopped early."
        )
    parts = (
        (tally.hold, "holds", "hold"),
        (tally.accepted, "was accepted by an instructor", "were accepted by an instructor"),
        (tally.off, "does not hold", "do not hold"),
        (tally.unsteady, "could not be measured steadily", "could not be measured steadily"),
        (tally.unchecked, "could not be checked here", "could not be checked here"),
        (tally.theirs, "was not reached because the code stopped", "were not reached because the code stopped"),
        (tally.ours, "was not measured because of a fault on our side", "were not measured because of a fault on our side"),
    )
    told = [(count, one if count == 1 else many) for count, one, many in parts if count]
    if len(told) > 1:
        came_out = f"of the {tally.total} numbers in the table, " + ", ".join(f"{count} {verb}" for count, verb in told)
    else:
        came_out = f"{'the one number' if tally.total == 1 else f'all {tally.total} numbers'} in the table {told[0][1]}"
    return f"The bot ran your code again: {came_out}."


def _outcome(outcome: Outcome) -> Term:
    match outcome:
        case Outcome.CONFIRMED:
            return Term(
                word="confirmed", meaning="the measurement agrees with your number, within the accepted range; the files show the method"
            )
        case Outcome.OFF:
            return Term(
                word="off",
                meaning="the measurement is outside the accepted range, or the files do not show the method: mend it, or say why it is right",
            )
        case Outcome.UNSTEADY:
            return Term(word="unsteady", meaning="repeated measurements differ too much to decide; this costs nothing")
        case Outcome.NOT_CHECKABLE:
            return Term(word="not checkable", meaning="the bot cannot check this here; this costs nothing")
        case Outcome.NOT_CLAIMED:
            return Term(word="not claimed", meaning="your row gives no number here, so there is nothing to compare")
        case Outcome.NOT_APPLICABLE:
            return Term(word="not applicable", meaning="your row says that this makes no sense here; this costs nothing")
        case Outcome.BROKEN_THEIRS:
            return Term(word="code stopped", meaning="your code ended before this could be measured")
        case Outcome.BROKEN_OURS:
            return Term(word="our fault", meaning="the measuring failed on our side; this costs nothing; to run it again: `/grade`")


def _metric(metric: Metric) -> str:
    match metric:
        case Metric.SIZE_MB:
            return "size"
        case Metric.GZ_MB:
            return "gzipped size"
        case Metric.CPU_MS:
            return "time on CPU"
        case Metric.GPU_MS:
            return "time on GPU"
        case Metric.LATENCY_MS:
            return "time"
        case Metric.RAM_MB:
            return "RAM"
        case Metric.VRAM_MB:
            return "GPU memory"
        case Metric.ACCURACY | Metric.PRECISION | Metric.RECALL | Metric.LOSS:
            return metric.value
        case Metric.F1 | Metric.WER | Metric.CER | Metric.BLEU | Metric.ROUGE | Metric.NISQA:
            return metric.value.upper()
        case Metric.PPL:
            return "perplexity"


def _definition(definition: Definition) -> Term:
    match definition:
        case Definition.FOLDER:
            return Term(word="folder", meaning="every file that the model needs in order to run, code included")
        case Definition.WEIGHTS:
            return Term(word="weights", meaning="the weight files alone")
        case Definition.PARAMETERS:
            return Term(word="parameters", meaning="how many numbers the model has, times the bytes of one")
        case Definition.GZIP:
            return Term(word="gzip", meaning="every file of the folder packed by itself, zlib level 6")
        case Definition.PER_EXAMPLE:
            return Term(word="per example", meaning="the time for one example at a time, from sending it to the last byte of the answer")
        case Definition.SPEED_UP:
            return Term(word="speed-up", meaning="how many times faster than the original, both measured in turns on one machine")
        case Definition.EVALUATION:
            return Term(
                word="evaluation",
                meaning="quality on the course's evaluation set, on the timed answers and any later ones that took no longer",
            )
        case Definition.ROUGE1:
            return Term(word="ROUGE-1", meaning="F-measure of shared words, the mean of the examples")
        case Definition.ROUGE2:
            return Term(word="ROUGE-2", meaning="F-measure of shared pairs of words, the mean of the examples")
        case Definition.ROUGEL:
            return Term(word="ROUGE-L", meaning="F-measure of the longest shared sequence of words, the mean of the examples")
        case _:
            return _memory_definition(definition)


def _memory_definition(definition: MemoryDefinition) -> Term:
    match definition:
        case Definition.OVER_IMPORTS:
            return Term(word="over imports", meaning="peak memory while answering, minus an empty process with the same libraries")
        case Definition.OVER_LOAD:
            return Term(word="over load", meaning="peak memory while answering, minus the memory right after loading the model")
        case Definition.RESIDENT:
            return Term(word="whole process", meaning="peak memory of the whole process, libraries included")
        case Definition.LOADED:
            return Term(word="after load", meaning="memory of the whole process right after loading the model")
        case Definition.LOAD_PEAK:
            return Term(word="load peak", meaning="peak memory of the whole process while the model was loading")
        case Definition.BESIDE:
            return Term(
                word="beside the processes",
                meaning="memory of child processes that had ended, or that no process had mapped (memfd, files in `/tmp`); it is part of the peaks",
            )


def _memory(loaded: str, load_peak: str, peak: str, beside: str | None) -> str:
    told = (
        f"RAM of the whole process: {loaded} MB after loading, {load_peak} MB at the peak of loading, {peak} MB at the peak of answering."
    )
    if beside is None:
        return f"{told} Not seen here: child processes that had ended, memory that no process maps (there is no control group to count it)."
    return told if beside == "0" else f"{told} Of the last, +{beside} MB are child processes that had ended or memory that no process maps."


def _phase(phase: Phase) -> str:
    match phase:
        case Phase.PLAN:
            return "before anything was run"
        case Phase.BUILD:
            return "while `compress` was running"
        case Phase.FREEZE:
            return "while taking over what `compress` wrote"
        case Phase.LOAD:
            return "while `load` was running"
        case Phase.INFER:
            return "while `predict` was running"


ENGLISH = Phrases(
    language="In English",
    headline=_headline,
    about=lambda team, homework, commit: f"Team {team}, homework {homework}, commit {commit}.",
    no_team="not known",
    no_homework="not known",
    outcome=_outcome,
    metric=_metric,
    units={
        "bytes": "bytes",
        "kB": "kB",
        "KiB": "KiB",
        "MB": "MB",
        "MiB": "MiB",
        "GB": "GB",
        "GiB": "GiB",
        "ms": "ms",
        "s": "s",
        "%": "%",
        "fraction": "",
        "score": "",
        "ratio": "",
    },
    definition=_definition,
    phase=_phase,
    memory=_memory,
    not_claimed=lambda names: f"Not claimed, so not held against anything: {names}.",
    rows=lambda count: _plural(count, "row", "rows"),
    unnamed="(no name)",
    columns=Columns(
        metric="What",
        claimed="Claimed",
        measured="Measured",
        accepted="Accepted",
        verdict="Verdict",
        why="Why",
        part="Part",
        points="Points",
    ),
    accepted="the interval of the measurement, widened by the course's tolerance and by half of the last digit of your number",
    next=NextSteps(
        lead="What to do next.",
        mend="Mend what is marked ⛔ below and push: the bot looks again by itself.",
        manifest="Add or correct `submission.yml`: it tells the bot how to run your code, and without it no number can be checked.",
        off="Look at the numbers marked ❌: accept the measured value (the bot suggests it at the row in “Files changed”), "
        "or answer here why yours is right. An honest worse result costs nothing.",
        method="Where the method is marked ❌, the saved files do not show it: mend `compress`, or name what was done.",
        theirs="Your code stopped where you see 🛑: the reason and the end of the log are below. Mend it and push.",
        ours="Where you see 🔧 the fault is ours: you need not do anything.",
        unsteady="Numbers marked 🟡 cost nothing; the bot measures them again at your next push.",
        nothing="Nothing: what could not be checked costs no points.",
        done="Nothing: an instructor can accept the work.",
    ),
    run=RunWords(
        theirs=lambda phase: f"Your code stopped {phase}.",
        ours=lambda phase: f"The measuring failed on our side {phase}.",
        costs_nothing="It costs you no points, and you need not change anything. The row is run again with the next commit, "
        "or by the command `/grade`.",
        log="The end of the log",
    ),
    problems=ProblemWords(
        errors="To mend",
        remarks=lambda count: f"{_plural(count, 'remark', 'remarks')} (nothing has to be done before checking)",
        title="title of the pull request",
        branch="branch of the pull request",
        should_read="It should read",
        ready="A ready-made file to copy",
    ),
    machine=MachineWords(
        title="Where it was measured",
        cpu=lambda name, cores: f"Processor: {name}, {_plural(cores, 'core', 'cores')}",
        memory=lambda gigabytes: f"Memory: {gigabytes:.1f} GB",
        gpu=lambda name: f"GPU: {name}",
        no_gpu="GPU: none",
        system=lambda name: f"System: {name}",
        limits=lambda text: f"Limits: {text}",
        round_trip=lambda low, median, high: f"Round trip of an empty request: {median} µs (the middle half: {low} to {high})",
        versions=lambda text: f"Versions: {text}",
    ),
    chart=ChartWords(
        title="Size against time per example",
        latency="time per example, ms",
        size="size, MB",
        small_fast="small and fast",
        small_slow="small but slow",
        large_fast="large but fast",
        large_slow="large and slow",
        claimed="claimed",
        brackets="In brackets and as colour: the measured quality. The lighter a point, the higher the number.",
        legend=lambda metric: f"{metric}, measured",
    ),
    suggestion=SuggestionWords(
        measured=lambda changes: f"The bot measured something else in this row: {changes}.",
        offer="The line below is yours with the measured value put in. Accept it with one click, or answer here why your number is right: "
        "this is a measurement of the bot, made on its own machine, and it can be argued with.",
        mended="The line as it should read; none of your numbers changes.",
    ),
    points=lambda got, of: f"Points: {got} of {of}",
    rubric={
        "table": "the table can be read",
        "runs": "the code runs",
        "numbers": "the numbers hold",
        "method": "the method is proved",
        "decided": "an instructor's decision",
    },
    reproduce="Run it yourself",
    reproduce_how="The same measuring on your own machine, from the root of the repository (times will differ, the rest should not):",
    meaning="What the words mean",
    left_out=lambda count: (
        f"GitHub limits the length of a comment, so {_plural(count, 'less important part', 'less important parts')} "
        "(logs first, then details) had to be left out."
    ),
)
