"""What is kept between runs: results by the content of what they were made from, and what files held by their stat."""
