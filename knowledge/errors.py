"""What can go wrong with the knowledge base."""

from __future__ import annotations

from pathlib import Path


class KnowledgeError(Exception):
    """The knowledge base can't be read: missing, locked, corrupt or of another schema version."""


class InvalidKnowledge(KnowledgeError):
    """A source or facts file says something that the build refuses.

    The message names file, line and field, so that an editor can jump there.
    """

    def __init__(self, file: Path, line: int | None, field: str, problem: str) -> None:
        where = f"{file}:{line}" if line is not None else str(file)
        super().__init__(f"{where}: {field}: {problem}")
        self.file, self.line, self.field, self.problem = file, line, field, problem
