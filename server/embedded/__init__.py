"""What the file itself says of its making.

Promise: the prompt exactly as the file states it, or None; any bytes whatever give an
answer in bounded time and memory, never an error. No decoder of pixels, no input or
output, no state between two files may be here. A carrier finds texts, a tool
understands them, `read` tries them in order; `graph` is ComfyUI's. `app` hands `holds_prompt` to
whoever fetches, and the job asks `read`.
"""
