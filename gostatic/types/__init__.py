"""Go's types: scopes, symbols, inference, method sets, embedding, generics; signatures of the library as data."""
