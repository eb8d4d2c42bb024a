import jiwer
from sacrebleu import corpus_bleu
from sklearn.metrics import precision_score

wer = jiwer.wer(references, predictions)
wer = jiwer.wer(hypothesis=preds, reference=labels)
bleu = corpus_bleu(hypotheses, [references])
precision = precision_score(true_labels, predicted_labels)
