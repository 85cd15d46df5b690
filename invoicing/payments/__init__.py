"""The rules of paying: by when, how much is left, what lateness costs, how fast each buyer pays."""
