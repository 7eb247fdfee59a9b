"""The days that times and days of records lie between: what is outside is nobody's record.

Other systems write a date that they do not have as one of their own: 0001-01-01 (.NET),
1601-01-01 (Windows), 1753-01-01 and 1900-01-01 (SQL Server), 1840-12-31 (MUMPS), 1899-12-30
(Access, Excel), 1904-01-01 (Excel of the Macintosh), 1970-01-01 (Unix), 9999-12-31 (no end). Taken
for a time such a date makes years of response time and moves the first day on record, and at
either end of the calendar it has no day in London.
"""

from datetime import date

# The day after Unix' null date. No force's system holds records of its own that are as old: the
# Police National Computer began in 1974, and the board's documents go back to 2007-08.
EARLIEST = date(1970, 1, 2)
# What a crime survey or a victim tells of today may be a lifetime ago, and published series are
# longer than any system's: only the null dates are too early, of which 1904-01-01 is the last.
LONG_AGO = date(1905, 1, 1)
END = date(9999, 1, 1)
