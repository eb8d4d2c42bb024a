from faster_whisper import WhisperModel
from jiwer import wer

model = WhisperModel("small", compute_type="int8")


def quality(refs, hyps):
    return wer(refs, hyps)  # HERE
