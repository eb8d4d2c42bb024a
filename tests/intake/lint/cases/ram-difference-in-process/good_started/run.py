import subprocess
import sys

for name in ("fp32", "int8"):
    subprocess.run([sys.executable, "measure.py", name], check=True)
