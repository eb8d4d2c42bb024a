"""The nouns of the domain: frozen dataclasses and enums, standard library only."""
