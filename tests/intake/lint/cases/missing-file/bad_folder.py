from transformers import AutoModelForTokenClassification, AutoTokenizer

STUDENT = "./student_final"
tokenizer = AutoTokenizer.from_pretrained("dslim/bert-base-NER")
model = AutoModelForTokenClassification.from_pretrained(STUDENT)  # HERE
