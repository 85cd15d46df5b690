"""The rules of money owed, paid, and where it goes.

Pure functions over plain values, readable by an accountant. An invoice cites a
contract, so these modules may use those of ``procurement``; never the reverse.
There is no web, no database and no clock here.
"""
