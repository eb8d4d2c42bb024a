"""The course file: lessons, models, evaluation sets, tolerances, limits and points."""

from grader.course.load import find_course, load_course
from grader.course.model import Course, DataSet, Lesson, Limits, Measuring, Model, Points, Tolerances

__all__ = [
    "Course", "DataSet", "Lesson", "Limits", "Measuring", "Model", "Points", "Tolerances", "find_course", "load_course",
]  # fmt: skip
