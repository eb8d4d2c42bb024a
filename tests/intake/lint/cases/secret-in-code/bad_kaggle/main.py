import kaggle
