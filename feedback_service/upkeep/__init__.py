"""Keeping an installation: backups, restores that are verified, and whether it is safe to start.

What was done to it, and when, is a row: the doctor asks for the newest.
"""
