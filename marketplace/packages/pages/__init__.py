"""Routes and forms for browsers, one file for each noun."""
