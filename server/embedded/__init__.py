"""What the file itself says of its making.

Promise: the prompt exactly as the file states it, or None; any bytes whatever give an
answer in bounded time and memory, never an error. No decoder of pixels, no input or
output, no state between two files may be here. A carrier (`png`) finds text, a tool
(`webui`) understands it, `read` tries them in order. `app` hands `read_prompt` to the job.
"""
