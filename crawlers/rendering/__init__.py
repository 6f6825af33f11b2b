"""Pages that only a script fills, as a browser shows them; needs the extra `turfwatch[render]`."""
