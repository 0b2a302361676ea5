"""Public figures: plain counts, punctuality and satisfaction, each with its number and formula."""
