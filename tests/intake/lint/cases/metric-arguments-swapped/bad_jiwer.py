import jiwer

wer = jiwer.wer(predictions, references)  # HERE
cer = jiwer.cer(hypothesis=refs, reference=hyps)  # HERE
