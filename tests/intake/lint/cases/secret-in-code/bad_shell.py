!git clone https://student:ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789@github.com/a/b.git  # HERE
%env HF_TOKEN=hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567  # HERE
!huggingface-cli login --token hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567  # HERE
