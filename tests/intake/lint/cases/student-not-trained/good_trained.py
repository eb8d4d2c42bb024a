from transformers import DistilBertConfig, DistilBertForSequenceClassification

student = DistilBertForSequenceClassification(DistilBertConfig(n_layers=3))
for batch in loader:
    loss = kd_loss(student(**batch).logits, teacher(**batch).logits)
    loss.backward()
    optimizer.step()
