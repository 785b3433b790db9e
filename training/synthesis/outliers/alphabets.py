"""Which letters and signs are drawn alone: those that nobody takes for a digit.

Chosen by eye. Left out, for instance, are O and o (0), I, l and i (1), Z (2), S (5), b and G (6), T in running hands
(7), B and & (8), g and q (9), Y and y (4), ? (2, without its dot), brackets (1 and 3), the Cyrillic З, Э, Ч and Ф (a
barred 0), the Hebrew ד, ו and ר, and every script's own digits.
"""

LATIN, SYMBOLS, GREEK, CYRILLIC = "latin", "symbols", "greek", "cyrillic"
HEBREW, ARABIC, DEVANAGARI, JAPANESE, CHINESE = "hebrew", "arabic", "devanagari", "japanese", "chinese"
ALPHABETS = {
    LATIN: "ACEFHKLMNPRTUVWXacdefhkmnprtuvwx",
    SYMBOLS: "@#%*+=~<>^€",
    GREEK: "ΔΛΞΠΣΨΩΓηκλμπχψω",
    CYRILLIC: "ДЖИЙКЛНПЦШЩЫЮЯжийклмнпцшщыюя",
    HEBREW: "אהחמשתצ",
    ARABIC: "بتثسشصضفكن",
    DEVANAGARI: "कखगघजनमयशषस",
    JAPANESE: "あいえおきけこたなにぬねはふほまみむめもやゆよれをアカキサタナネマメモヨヲ",
    CHINESE: "人大木本水火山中月田天小心手文王女上下不十生西東国語学",
}
ALPHABET_SHARES = {
    LATIN: 0.68,
    SYMBOLS: 0.08,
    GREEK: 0.05,
    CYRILLIC: 0.06,
    HEBREW: 0.02,
    ARABIC: 0.02,
    DEVANAGARI: 0.02,
    JAPANESE: 0.04,
    CHINESE: 0.03,
}
WORD_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZaaabcdeeeefghiiijklmnnoooppqrrssttuuvwxyz"
