"""Look up every number of the table in what the team's own code printed."""
