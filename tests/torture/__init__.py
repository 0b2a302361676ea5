"""Unbreakable, or shown to be broken: the service under kills, full disks and bad neighbours."""
