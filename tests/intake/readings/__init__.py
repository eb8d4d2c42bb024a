"""Tables written by hand, kind by kind, with what a person reads in them: a value that is not named here must not be read."""
