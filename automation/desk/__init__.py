"""What sees all slices: nightly, watch, search, obligations."""
