"""The reference components on the real page of a full Open WebUI; `make test-page` runs it."""
