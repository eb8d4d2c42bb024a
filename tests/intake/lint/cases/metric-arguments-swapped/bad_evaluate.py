import evaluate

wer_metric = evaluate.load("wer")
wer = wer_metric.compute(predictions=references, references=predictions)  # HERE
