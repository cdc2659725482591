"""Search over all comments: the index, the language of the field, and what is found."""
