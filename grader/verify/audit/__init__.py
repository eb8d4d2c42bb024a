"""Proofs from a frozen artifact that the method which its row names was applied: `audit.audit` is the way in."""
