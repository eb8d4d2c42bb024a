!pip install transformers optimum -c constraints.txt
!pip freeze > requirements.txt
