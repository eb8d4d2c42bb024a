from huggingface_hub import login

login("hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567")  # HERE
