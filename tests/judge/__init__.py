"""Tests of the judge: small cards built by hand, and laws."""
