"""Verbs of the command line, a module for each stage that has several; `bantin.cli` registers them."""
