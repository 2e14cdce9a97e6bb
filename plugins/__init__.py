"""The panels that Panelpost brings along, one package each."""
