"""The rules of buying: values in; a value, or a Refusal, out.

Pure functions over plain values, readable by a procurement lawyer. There is no
web, no database and no clock here: a function that needs the time is given it.
A figure carries its source and the day it came into force, and a procurement
keeps the law of the day on which it began.
"""
