"""Two claims compared: what happened from one to the other. `alike` finds candidates, `label` decides."""
