from transformers import DistilBertConfig, DistilBertForSequenceClassification

config = DistilBertConfig(n_layers=3, num_labels=2)
student = DistilBertForSequenceClassification(config)  # HERE
print(evaluate(student, test))
