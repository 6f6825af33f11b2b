"""The strategy review: its sections, its figures and the page that holds them."""
