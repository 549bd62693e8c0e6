"""Speed and memory of the assistant, against targets: `python -m bench`."""
