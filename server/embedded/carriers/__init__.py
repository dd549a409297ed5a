"""Where a file keeps words: one file for each kind of place.

Promise: texts by their names as they stand, of bounded length, in time that grows with the file
alone; what is broken is passed over. Nothing is understood here.
"""
