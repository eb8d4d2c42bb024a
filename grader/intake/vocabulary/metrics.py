"""How people write the names of quality metrics, in headers and inside cells."""

from __future__ import annotations

from grader.core.metric import Metric

#: One minus an error rate: (the error rate, how it is written).
COMPLEMENTS = ((Metric.WER, r"1(?:00 ?%?)? ?[-–—−] ?wer\b"), (Metric.CER, r"1(?:00 ?%?)? ?[-–—−] ?cer\b"))

METRICS: tuple[tuple[Metric, str], ...] = (
    (Metric.F1, r"\bf[-_ ]?1\b(?:[-_ ]?(?:score|мера|measure))?|\bf[-_ ]?(?:score|мера|measure)\b|ф1(?:[- ]?мера)?\b"),
    (Metric.ACCURACY, r"\btop[-@ ]?1\b(?: ?acc\w*\.?)?|\bacc(?:uracy|urasy|uraccy|urace|\.)?(?:@1)?(?![a-z])|аккураси|аккуратность"),
    (Metric.PRECISION, r"\bprec(?:ision|ission|\.)?(?![a-z])|\bp(?= ?[=:]| ?[/,;] ?r\b)"),
    (Metric.RECALL, r"\brec(?:all|al|\.)?(?![a-z])|\br(?= ?[=:]| ?[/,;] ?f[-_ ]?1\b)|полнот[аы]\b"),
    (Metric.WER, r"\bwer\b"),
    (Metric.CER, r"\bcer\b"),
    (Metric.PPL, r"\bppl\b|\bperplex\w*|перплекси\w*"),
    (Metric.BLEU, r"\b(?:sacre)?bleu(?:[-_ ]?4)?\b"),
    (Metric.ROUGE, r"\brouge(?:[-_ ]?(?:[12l]|lsum))?\b"),
    (Metric.NISQA, r"\bnisqa(?:[- ]mos)?\b"),
    (Metric.LOSS, r"\bloss\b|\bлосс\b"),
)

#: Values of other metrics, which must not be taken for one of ours.
FOREIGN = (
    r"\btop[-@ ]?(?:[2-9]|10)\b(?: ?acc\w*)?|\bm?ap(?:@\S+)?\b|\biou\b|bertscore(?:[- ]f1)?|"
    r"\bchrf\b|\bmeteor\b|roc[- ]?auc|\bauc\b|\bmse\b|\bmae\b|\brmse\b|\bem\b|pesq|stoi"
)

#: `точность` is accuracy, unless `полнота` (or recall) stands beside it: then it is precision.
TRUENESS = r"\bточност\w*"

#: Metrics whose value cannot exceed one: a larger number can only be a percentage.
BOUNDED = frozenset({Metric.ACCURACY, Metric.F1, Metric.PRECISION, Metric.RECALL})
