"""How people write compression methods: words in method cells, headers of transposed tables, and model names."""

from __future__ import annotations

from grader.core.table import Family

#: Family and variant of the words that say what was done. Words of one family are read together.
STRONG: tuple[tuple[Family, str | None, str], ...] = (
    (Family.QUANTIZATION, "gptq", r"gptq"),
    (Family.QUANTIZATION, "awq", r"\bawq|autoawq"),
    (Family.QUANTIZATION, "nf4", r"\bnf4\b"),
    (Family.QUANTIZATION, "smoothquant", r"smooth[- ]?quant"),
    (Family.QUANTIZATION, "int8", r"int[-_ ]?8|\b8[-_ ]?bit|8[- ]?бит|w8a8|w8a16|\bq8_0\b|\bqint8|llm\.int8|uint8"),
    (Family.QUANTIZATION, "int4", r"int[-_ ]?4|\b4[-_ ]?bit|4[- ]?бит|w4a16|\bq4_\w+|\bfp4\b"),
    (Family.QUANTIZATION, "fp8", r"\bfp8\b|float8"),
    (Family.QUANTIZATION, None, r"quant|qantiz|квант|\bptq\b|\bqat\b|bitsandbytes|\bbnb\b"),
    (Family.PRUNING, "unstructured", r"un-?struc?t?u?r?e?d? prun|неструктур\w* ?(?:прун|обрез|прореж)\w*|unstruct|l1[- ]?unstr|неструктур"),
    (Family.PRUNING, "structured", r"(?<!un)(?<!un-)struc?t?u?r?e?d? prun|(?<!не)структур\w* ?(?:прун|обрез|прореж)\w*|ln[- ]?struct"),
    (Family.PRUNING, None, r"prun|прун|прорежив|обрезк|sparsi|разреж|head removal|layer drop"),
    (Family.CLUSTERING, "kmeans", r"k-? ?means|к-? ?средн"),
    (Family.CLUSTERING, None, r"cluster|clast|кластер|palett|weight shar|codebook"),
    (Family.DISTILLATION, None, r"distil|дист[иы]л|student|студен|\bученик|\bkd\b"),
)
#: Half precision: a method where it stands alone, else a property of another method.
PRECISIONS: tuple[tuple[str, str], ...] = (
    ("fp16", r"fp[-_ ]?16|float[-_ ]?16|\bhalf\b|\bf16\b|полуточн"),
    ("bf16", r"bf[-_ ]?16|bfloat[-_ ]?16"),
)
EXPORTS: tuple[tuple[str, str], ...] = (
    ("onnx", r"onnx|\bort\b"),
    ("openvino", r"open[- ]?vino|\bov\b"),
    ("torchscript", r"torch[- ]?script|\bjit\b"),
    ("tensorrt", r"tensor[- ]?rt|\btrt\b"),
    ("tflite", r"tflite|litert"),
    ("coreml", r"core[- ]?ml"),
    ("gguf", r"gguf|ggml|llama\.cpp|whisper\.cpp"),
    ("ctranslate2", r"ctranslate2|faster[- ]whisper"),
    ("executorch", r"executorch"),
)
EXPORT_WORDS = r"\bexport|экспорт"
OPTIMISATIONS: tuple[tuple[str, str], ...] = (
    ("compile", r"torch[._ ]?compile|\bcompiled?\b"),
    ("attention", r"flash[- ]?att|\bsdpa\b|bettertransformer|better transformer"),
    ("cache", r"kv[- ]?cache|кэш"),
    ("fusion", r"fus(?:ion|ed)|слияни"),
    ("engine", r"\bvllm\b|deepspeed"),
)
OPTIMISATION_WORDS = r"optimi[sz]ed|оптимизи"
ORIGINALS = (
    r"оригинал|исходн|original|orig\b|baseline|base ?line|бе[ий]зла[ий]н|базов|vanilla|эталон|full model|полн\w+ модель|"
    r"\b(?:без|without|no|до|before) (?:сжат|оптим|измен|квант|прун|дист|класт|compress|optim|quant|prun|dist|clust)|"
    r"uncompress|unmodif|teacher|учител|pre-?trained|предобуч|reference|\bкак есть"
)
#: "Without quantization", "before quantization": what is not done, is not done.
NEGATED = r"\b(?:без|without|no|not|non|до|before)[- ]\w+"
#: Where nothing else was done, these say "original" too: the framework it was written in, and full precision.
PLAIN = r"\btransformers\b|py-?torch|\btorch\b|hugging ?face|\bhf\b|\bfp[-_ ]?32\b|float[-_ ]?32|full precision"
#: Words between method words that say nothing by themselves: a cell of only these and method words names no model.
FILLERS = (
    r"модель|модели|model|weights?|веса|весов|после|до|after|before|with(?:out)?|без|из|по|на|для|the|and|или|и|or|dynamic|static|динамическ\w*|статическ\w*|"
    r"partly|partial|optimum|torch|onnxruntime|runtime|gpu|cpu|cuda|magnitude|global|глобальн\w*|k|n|bits?|бит\w*|unstr\w*|struct\w*|\w*структур\w*|l1|l2|ln|"
    r"post|training|aware|mixed|precision|group|weight|only|full|полная|finetun\w*|ft|version|версия|метод\w*|сжат\w*|compressed|сжатая|amount|ratio|clusters?|кластер\w*"
)
#: Parameters inside a method's text: name, pattern with one group, and what to make of the group.
NUMBERS: tuple[tuple[str, str], ...] = (
    ("clusters", r"(\d{1,6})[- ]*(?:clusters?|кластер\w*|centroids?|центроид\w*)|(?:\bk|clusters?|кластер\w*) ?[=:] ?(\d{1,6})"),
    ("bits", r"\b(\d{1,2})[-_ ]?(?:bits?|бит\w*)\b"),
)
SHARE = r"(\d{1,3}(?:[.,]\d+)?) ?%|(?:amount|sparsity|ratio|разреженность) ?[=:]? ?(0[.,]\d+)"
FLAGS: tuple[tuple[str, str, str], ...] = (
    ("mode", "dynamic", r"dynamic|динамич"),
    ("mode", "static", r"static|статич"),
    ("device", "cpu", r"\(cpu\)|\bна cpu\b|\bon cpu\b"),
    ("device", "gpu", r"\(gpu\)|\bна gpu\b|\bon gpu\b"),
    ("library", "optimum", r"optimum"),
    ("scope", "partial", r"partly|partial|частичн"),
)
