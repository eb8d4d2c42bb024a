from google.colab import drive
import pandas as pd

drive.mount("/content/drive")  # HERE
test = pd.read_csv("/content/drive/MyDrive/hw1/test.csv")  # HERE
