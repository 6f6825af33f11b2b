"""`python -m turfwatch` is the same as `turfwatch`."""

from turfwatch.cli import main

if __name__ == "__main__":
    main()
