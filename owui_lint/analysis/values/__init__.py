"""What expressions are worth, under the calls through which they are reached."""
