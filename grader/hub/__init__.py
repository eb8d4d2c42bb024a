"""Brings models and data sets from the Hugging Face hub to the store of this machine; the only room that talks to the hub."""
