"""Doc to entity spans: gazetteers and grammars propose, the trained tagger decides."""
