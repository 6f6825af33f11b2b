"""Signal kinds, one file each: `detect(moment)`."""
