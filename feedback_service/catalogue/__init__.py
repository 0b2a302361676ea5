"""Administrative procedures and remit, dated."""
