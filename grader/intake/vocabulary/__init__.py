"""The words of results tables in Russian and English, as data: one file for each kind of word.

Patterns are regular expressions over the text that `grader.intake.text.words` gives: lower case, `ё` as `е`.
"""
