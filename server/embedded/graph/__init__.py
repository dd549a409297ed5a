"""ComfyUI's graphs: nodes that are given values, or what other nodes return.

Promise: any graph whatever, cyclic, deep or wide, is walked in a bounded number of steps. What is
known of nodes by their names stands in `nodes.toml`.
"""
