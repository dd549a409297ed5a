"""One file for each dialect that providers speak, each importing its SDK only when used."""
