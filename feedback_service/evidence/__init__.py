"""Attachments: checked by what they contain, cleaned of what they should not tell, encrypted.

Original file names are never kept: people put their own name in them.
"""
