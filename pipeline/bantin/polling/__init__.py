"""Feeds over the network, politely and safely: what is new in them is fetched, extracted and kept in a store."""
