"""The process that speaks HTTP: connections, requests, negotiation, pages, what is kept. It evaluates no query."""
