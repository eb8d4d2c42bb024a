!pip install tranformers==4.46.3 torch  # HERE
!pip install time  # HERE
