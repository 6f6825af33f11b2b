"""Delivery channels, one file each: `send(message, options)`."""
