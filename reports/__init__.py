"""Reports: digest, review, battlecard and exports."""
