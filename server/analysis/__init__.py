"""What a model sees: one structured look, whatever the provider; or our own measuring.

Promise: a whole analysis within its bounds, or one of the `ProviderFailed` errors; a
truncated answer is never passed off as whole, a refusal is never routed around, no key
goes to a host that it is not for, and nothing that a provider says reaches a person
unread. Nothing here knows of jobs or charges. `app` chooses the provider for the job.
"""
