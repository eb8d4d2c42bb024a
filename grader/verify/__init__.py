"""Run a submission in the sandbox and measure it from outside; the only stage that executes anything."""
