"""The eight measures in two other programs, OpenFisca and GoRules ZEN, over the same facts: times, memory, results."""
