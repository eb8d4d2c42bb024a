# загрузка данных
import os
os.system("git clone https://github.com/someone/some-repo.git")  # HERE
!git lfs clone https://huggingface.co/org/model  # HERE
