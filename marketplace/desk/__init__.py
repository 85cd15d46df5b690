"""What waits for whom? The broker's decisions, everybody's work, and open data over all chapters.

The last chapter: its queries may read all others.
"""
