import jiwer
from jiwer import Compose, ToLowerCase
from transformers import WhisperForConditionalGeneration

CHAIN = Compose([ToLowerCase(), *rest()])
print(jiwer.wer(references, predictions, reference_transform=CHAIN, hypothesis_transform=CHAIN))
