!pip install git+https://github.com/someone/tranformers.git@v1
!pip install ./tranformers
!pip uninstall -y eager
