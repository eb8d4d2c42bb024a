from huggingface_hub import login

login("hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
login(token="YOUR_TOKEN_HERE_12345678")
login(token="hf_your_token_goes_here_please_1234")
