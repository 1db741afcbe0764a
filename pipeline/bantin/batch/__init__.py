"""Any amount of articles in parts that are done once and kept: the runner, its ledger and its lock."""
