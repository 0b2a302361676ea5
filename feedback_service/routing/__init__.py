"""Which agency a case belongs to and why; who must not see it."""
