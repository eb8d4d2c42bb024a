"""Claims held against measurements: pure, so that the same files give the same card for ever."""
