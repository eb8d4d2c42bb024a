import os
from google.colab import userdata

token = os.environ["HF_TOKEN"]
token = userdata.get("HF_TOKEN")
api_key = os.getenv("WANDB_API_KEY_OF_COURSE_2024")
