"""The comparison that chose the tagger: four of them, rules alone and ablations, on the same articles."""
