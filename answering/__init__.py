"""From a question to an answer: which facts, whether they answer it, what can be computed, how it is worded.

Plain Python over the knowledge base; nothing here knows Rasa or a channel.
"""
