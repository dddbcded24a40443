"""The log: every decision and every change, who made it and when."""
