"""How people say that there is no number."""

from __future__ import annotations

#: "It cannot be": a row of nothing else is not applicable.
NOT_APPLICABLE = (
    r"n\.? ?/ ?a\.?\b|\bnan?\b|н ?/ ?[ап]\b|не ?примен|неприм|не ?подде?р?ж|"
    r"not (?:applicable|supported|possible|available)|unsupported|невозможн|не удалось|не работает|"
    r"не запуст|\boom\b|out of memory|не хватило|fail|ошибк|error|crash"
)
#: These of them say no more than that.
PLAINLY_NOT_APPLICABLE = r"n\.? ?/ ?a\.?(?!\w)|nan?\b|н ?/ ?[ап]\b|не ?примен\w*|неприм\w*|not applicable"
BECAUSE = r"потому|так как|т\. ?к|поскольку|из-за|ведь|because|since|as|due"
#: "It was not done."
NOT_MEASURED = (
    r"н ?/ ?д\b|не ?(?:измер|замер|счит|провер|тестир|запуска|провод|мери|указ|извест|было|использ)|"
    r"not (?:measured|tested|run|done|computed|evaluated|reported)|нет\b|none\b|null\b|no\b|skip|пропущ|"
    r"отсутств|tbd\b|todo\b|[x×хХ✗✘❌✕⛔🚫?/\\]+$|прочерк"
)
#: Nothing but dashes, dots and spaces.
DASHES = r"[-–—−‒―_.…·~*=\s]*"
#: The same as the cell above.
DITTO = r"(?:\"|''|″|〃|«|»|//|-//-|—//—|–//–|\^|то же|тоже|same|ditto|as above)"
