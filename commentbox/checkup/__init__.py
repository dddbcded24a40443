"""What ``commentbox doctor`` looks at: the set-up, the machine, the data, the log."""
