"""What the checks of topic, politics and personal data are worth, on labelled texts."""
