import jiwer


def wer(references, predictions):
    return jiwer.wer(references, predictions)
