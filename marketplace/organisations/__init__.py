"""Who is there? People, organisations, places, and what proves who they are."""
