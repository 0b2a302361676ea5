"""The doors: pages, command line, worker. They translate; what is decided is decided further in."""
