"""Who may sign in, what each role may do, and on whose behalf.

An account belongs to one person of one agency at a time; where it belonged before is kept,
because a bar follows people who move.
"""
