"""The graph over HTTP: `http` speaks with clients and evaluates nothing, `workers` evaluate and can be ended."""
