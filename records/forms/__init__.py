"""The forms of cases, of the CME database, and of the administrator."""
