"""Questions of `analysis`, each with a snippet and its answer."""
