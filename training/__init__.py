"""Train what the screening ships: no part of the wheel, and none of the run time."""
