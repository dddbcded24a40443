"""The pages of the desk about what the screening has learnt and how right it is."""
