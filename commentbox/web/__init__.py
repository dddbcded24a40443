"""What every page and every endpoint needs: language, headers, errors, requests."""
