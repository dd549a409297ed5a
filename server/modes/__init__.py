"""Say it for a target: one pure file for each mode.

Promise: any analysis and any embedded prompt gives a usable prompt in every mode, at
no cost and without asking anybody. No input or output but of its own data, no clock, no
chance may be here. The job calls `render`; what it needs of the picture comes as plain values.
"""
