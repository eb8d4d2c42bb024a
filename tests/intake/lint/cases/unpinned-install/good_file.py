!pip install -q -r requirements.txt
!pip install -e .
# !pip install transformers
!pip list | grep torch
