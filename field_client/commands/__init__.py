"""The commands of `field-client`, one noun a file; each adds itself to the group with `add_to`."""
