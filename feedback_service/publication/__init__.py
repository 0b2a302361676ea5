"""What the public may read: consent, redaction, the archive, its search and its feeds."""
