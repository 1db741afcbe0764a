"""Figures of models as pages and charts: `bantin evaluate --html` and `bantin compare --html`, in the dress of `bantin report`."""
