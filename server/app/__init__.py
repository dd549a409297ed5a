"""The only place that chooses real parts: settings in; a web application or a worker out.

`stores` is what keeps, `providers` who is asked and `routes` how, `rooms` what an extraction
needs; `web` and `worker` put them together. The entrances call these two, the command line `rooms`.
Whoever wonders which real part stands where looks here, and nowhere else.
"""
