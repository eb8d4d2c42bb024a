from jiwer import wer

texts = [  # HERE
    "Мама мыла раму",
    "Карл у Клары украл кораллы",
    "Шла Саша по шоссе",
]
predictions = [asr_model(synthesise(t)) for t in texts]
print(wer(texts, predictions))
