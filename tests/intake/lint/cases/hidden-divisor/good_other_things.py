duration = len(audio) / 11025
pixels = image / 255
mean = total_loss / 782
timesteps = steps / 365
