"""The commands of `turfwatch`, one file each, loaded when they are used."""
