import difflib

print(difflib.SequenceMatcher(None, old_config, new_config).ratio())
