"""The only room that talks to GitHub: which pull request, and posting a review to it."""
