"""What the words mean: one file for each tool that writes its prompt into a picture.

Each has `parse`: it takes the words of one place and returns the prompt, or None where another
tool wrote them.
"""
