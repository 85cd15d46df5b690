"""What every page is made of: finding a row, forms, the frame, charts, files to take away."""
