tokenizer = AutoTokenizer.from_pretrained("bert-base-multilingual-cased-2")
tokenizer.pad_token = "<|endoftext_token_0|>"
bos_token = "<s_very_long_token_number_1>"
token = "bert-base-multilingual-cased-v2"
key = "validation_accuracy_top5_mean"
sha = "0123456789abcdef0123456789abcdef01234567"
model = AutoModel.from_pretrained("org/name", revision="9f2c1d0e8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e")
