!pip install cv2 sklearn  # HERE
import cv2
