"""Did this store keep the model? One checker a file, each given the version order by which the store resolved."""
