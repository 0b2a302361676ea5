"""Pages of the administrator: accounts, agencies, calendar, mail. No case content."""
