"""Speed of `bantin extract` and its stages beside other Vietnamese tools, start, memory, and growth with the number of articles."""
