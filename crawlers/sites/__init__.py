"""Site adapters, one file each: `urls(company)` and `blocks(page)`; `generic` is the default."""
