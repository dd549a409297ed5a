"""One step a file, in the order of their numbers; a step that has shipped never changes."""
