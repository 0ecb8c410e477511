"""The graph over HTTP and for assistants: `http` and `mcp` speak, and evaluate nothing; `workers` evaluate and can be
ended."""
