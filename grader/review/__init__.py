"""From a card to what people read: the comment, suggestions, plots, and the same in a terminal."""
