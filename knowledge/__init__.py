"""The truth: source texts, the facts taken from them, and the SQLite database built from both.

`loading` reads and checks the files, `build` writes `knowledge.db`, `store` reads it.
"""
