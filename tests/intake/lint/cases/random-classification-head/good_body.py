from transformers import AutoModel, AutoTokenizer, Wav2Vec2ForCTC

body = AutoModel.from_pretrained("bert-base-cased")
tok = AutoTokenizer.from_pretrained("bert-base-cased")
asr = Wav2Vec2ForCTC.from_pretrained("facebook/wav2vec2-base-960h")
