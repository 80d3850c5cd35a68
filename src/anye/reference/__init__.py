"""What every room may look up: words and codes that are the same for all cities."""
