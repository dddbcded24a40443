"""Models that were trained beforehand: their features, and how they are run."""
