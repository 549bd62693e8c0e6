"""Custom Rasa NLU components: clean text, sentence vectors, and what a message asks."""
