"""Read the submitted code as a careful reviewer would: notebooks and scripts, never imported, never executed."""
