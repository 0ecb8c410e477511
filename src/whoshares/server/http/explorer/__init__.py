"""The explorer: questions, their answers and things as pages for people, each at an address of its own."""
