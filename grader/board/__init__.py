"""The records of all teams: which rows are kept, and the table of the lesson branch with them. Nothing here does anything."""
