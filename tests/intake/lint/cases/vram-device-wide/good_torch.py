import subprocess, torch

subprocess.run(['nvidia-smi'])
print(torch.cuda.max_memory_allocated())
