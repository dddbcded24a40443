"""What the screening is measured with."""
