def word_error(reference, hypothesis):
    return distance(reference, hypothesis) / len(reference)


rate = word_error(transcription, target)  # HERE
