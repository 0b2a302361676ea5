"""Numbered letters of an agency: worded from editable texts, frozen, sealed, printed to PDF/UA.

What is above gives plain values; nothing here knows a case but by its number.
"""
