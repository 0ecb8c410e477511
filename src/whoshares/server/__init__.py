"""The graph over HTTP and for assistants: `http` and `mcp` speak, and evaluate nothing; `workers` do, and can be ended."""
