"""The vault: who an author is (sealed) and what a case says (encrypted per case).

The web process can seal identities and cannot open them. Contents of unpublished cases are
readable only with the case's own key, which is wrapped by a key outside the database.
"""
