"""The course file: lessons, models, evaluation sets, tolerances, limits and points."""

from grader.course.load import find_course, load_course
from grader.course.model import Course, DataSet, Hub, Lesson, Limits, Measuring, Model, Pin, Points, Tolerances

__all__ = [
    "Course", "DataSet", "Hub", "Lesson", "Limits", "Measuring", "Model", "Pin", "Points", "Tolerances", "find_course", "load_course",
]  # fmt: skip
