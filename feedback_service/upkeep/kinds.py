"""What may be done to keep an installation."""

from enum import StrEnum


class UpkeepKind(StrEnum):
    """What was done."""

    BACKUP = "backup"
    VERIFIED_RESTORE = "verified_restore"
