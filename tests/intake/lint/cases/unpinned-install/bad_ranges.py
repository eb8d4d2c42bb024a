import subprocess
import sys

subprocess.check_call([sys.executable, "-m", "pip", "install", "timm>=1.0", "thop"])  # HERE
