"""Address rules and the guarded dial, for whoever reaches out of the house.

Promise: no byte is sent to an address that the policy refuses, and no call outlives
its deadline or its budget of bytes. Nothing here knows of jobs or HTTP bodies, and of images
only how their addresses are spelt.
`images` and `analysis` dial through it, `admission` and `api` use its pure parts.
"""
