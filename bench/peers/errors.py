"""How a comparison can end without a result."""


class Unexplained(AssertionError):
    """The two sides say different things without a reason: then their times mean nothing."""


class Failed(RuntimeError):
    """A side's process ended without a result; the text says how."""
