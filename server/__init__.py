"""The story of one extraction.

1. `api` hears a request; `admission` asks who it is and whether they may.
2. `admission` signs a proof for one image; redeeming it makes the job, once (`jobs`).
3. A worker runs the job: `images` brings the picture home through `net`,
4. `embedded` reads what the file itself says; if it carries its prompt, that is the answer.
5. Otherwise `images` normalises it and `analysis` asks a model, once.
6. `modes` says the answer for every target; `jobs` keeps it and tells the listeners.

`app` alone chooses real parts, `settings` alone reads the environment.
"""

__version__ = "0.1.0"
