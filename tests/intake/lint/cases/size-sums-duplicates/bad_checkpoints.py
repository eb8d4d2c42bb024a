import os
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments


def dir_size(folder):
    return sum(os.path.getsize(os.path.join(r, f)) for r, _, fs in os.walk(folder) for f in fs)


student = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
args = TrainingArguments(output_dir="./student", num_train_epochs=3)
trainer = Trainer(model=student, args=args, train_dataset=data)
trainer.train()
student.save_pretrained("student")
print(dir_size("student/") / 1e6)  # HERE
