"""The rules of a contract: when it may be signed or changed, and whether its promises were kept."""
