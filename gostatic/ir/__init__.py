"""The intermediate representation: operations, blocks and functions, lowering, printer and verifier."""
