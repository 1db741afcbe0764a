"""Where records go: files of JSON lines or Parquet, written so that they are whole or not there, and databases."""
