"""What Prometheus and Grafana are told to ask, held against what the services expose."""
