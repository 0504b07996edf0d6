"""What is installed on a running Open WebUI, read through its REST API and linted here.

`client` talks to the server and changes nothing on it; `key` finds the API key; `installed` makes
sources of what was read.
"""
