"""The pages of cases, of the CME database, of the log, and of the administrator."""
