"""Lists the breakages, a table for each part of the product."""
