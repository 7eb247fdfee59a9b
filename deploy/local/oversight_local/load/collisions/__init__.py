"""Road collisions as the Department for Transport publishes STATS19."""
