"""Turns what people type into plain text: one pure function a step."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 1200
# Letters of other scripts that look like Latin ones; used to dress words up so that a filter misses them.
LOOKALIKES = str.maketrans(
    dict(
        pair.split(":")
        for pair in (
            "а:a е:e о:o р:p с:c у:y х:x і:i ј:j ѕ:s ԁ:d ԛ:q ԝ:w к:k м:m н:h т:t в:b "
            "А:A В:B Е:E К:K М:M Н:H О:O Р:P С:C Т:T Х:X І:I Ј:J Ѕ:S "
            "α:a ε:e ι:i κ:k ν:v ο:o ρ:p τ:t υ:u χ:x "
            "Α:A Β:B Ε:E Ζ:Z Η:H Ι:I Κ:K Μ:M Ν:N Ο:O Ρ:P Τ:T Υ:Y Χ:X ı:i ɑ:a ɡ:g ʟ:l"
        ).split()
    )
)
LEET = str.maketrans("013457@$!", "oieastasi")
JOINED = 12
"""Letters in a row from which on a word that is none is looked at as several without spaces."""
LONGEST_WORD = 16
SHORT_WORDS = frozenset("a i is it in on of to at by do we us me my be or an so no if up as".split())
"""Words of one and two letters that people write; a vocabulary has many more that they don't."""
_INVISIBLE = {"Cf", "Cc", "Co", "Cs", "Cn"}


def strip_invisible(text: str) -> str:
    """`text` without control, zero-width and unassigned characters; line breaks become spaces."""
    return "".join(" " if c in "\n\r\t\v\f\u2028\u2029" else "" if unicodedata.category(c) in _INVISIBLE else c for c in text)


def unaccent(text: str) -> str:
    """`cocaïne` as `cocaine`; letters of other scripts keep their marks."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub(r"(?<=[A-Za-z])[\u0300-\u036f]+", "", parts))


def unmask(text: str) -> str:
    """`text` with look-alike letters read as Latin, in words that mix scripts or hold nothing but look-alikes."""

    def plain(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii():
            return word
        latin = word.translate(LOOKALIKES)
        return latin if latin.isascii() else word

    return re.sub(r"\w+", plain, text)


def unhash(text: str) -> str:
    """`#CanadaUSTrade` as `Canada US Trade`."""

    def spaced(match: re.Match[str]) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ", match[1])

    return re.sub(r"(?<!\w)#([A-Za-z]\w+)", spaced, text)


def unleet(text: str, known: frozenset[str]) -> str:
    """`f3nt4nyl` as `fentanyl`: only where the reading is one of the `known` words, which are lower-case."""

    def read(match: re.Match[str]) -> str:
        word = match[0]
        if not re.search(r"[A-Za-z]", word) or not re.search(r"[0-9@$!]", word):
            return word
        plain = word.lower().translate(LEET)
        return plain if plain in known else word

    return re.sub(r"[\w@$!]+", read, text)


def unspace(text: str) -> str:
    """`f e n t a n y l` as `fentanyl`: runs of four and more single letters."""
    return re.sub(r"\b(?:[A-Za-z][ .\-_]){3,}[A-Za-z]\b", lambda m: re.sub(r"[ .\-_]", "", m[0]), text)


def name_pictures(text: str) -> str:
    """`👍👍` as `thumbs up sign`, in a text that is one picture, however often; several, or some beside words, stay what they are."""
    pictures = {c for c in text if unicodedata.category(c) == "So"}
    if len(pictures) != 1 or any(c.isalnum() for c in text):
        return text
    return unicodedata.name(pictures.pop(), text).lower()


def unjoin(text: str, words: frozenset[str]) -> str:
    """`HOWMUCHFENTANYL` as `how much fentanyl`: long runs of letters that fall into lower-case `words`, as few as can be."""

    def apart(match: re.Match[str]) -> str:
        run = match[0].lower()
        if run in words:
            return match[0]
        best: list[list[str] | None] = [[]] + [None] * len(run)
        for end in range(1, len(run) + 1):
            found = [
                [*before, run[start:end]]
                for start in range(max(0, end - LONGEST_WORD), end)
                if (before := best[start]) is not None and (run[start:end] in SHORT_WORDS or (end - start > 2 and run[start:end] in words))
            ]
            best[end] = min(found, key=len, default=None)
        return " ".join(best[-1]) if best[-1] else match[0]

    return re.sub(rf"[A-Za-z]{{{JOINED},}}", apart, text)


def shorten(text: str, limit: int = MAX_CHARACTERS) -> str:
    """`text`, or its first and last halves of `limit` characters: a question opens or closes a long message."""
    if len(text) <= limit:
        return text
    return f"{text[: limit // 2]} {text[-limit // 2 :]}"


def clean(text: str, known: frozenset[str] = frozenset()) -> str:
    """Plain text for understanding `text`; empty when nothing readable is in it."""
    text = shorten(text, 4 * MAX_CHARACTERS)
    text = unicodedata.normalize("NFKC", text)
    text = unhash(unmask(strip_invisible(name_pictures(unaccent(text)))))
    text = unleet(unspace(text), known)
    text = text.translate(str.maketrans("’‘“”–—", "''\"\"--"))
    text = re.sub(r"(\w)\1{3,}", r"\1\1", text)
    return shorten(re.sub(r"\s+", " ", text).strip())
