"""The sample pictures, one file each, painted by code.

Promise: the same pixels every time; no chance, no fonts, no files read.
"""
