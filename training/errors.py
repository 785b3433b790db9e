"""The base of every error that a training command can end in."""


class TrainingError(ValueError):
    """A command cannot do what was asked; the message says why, what was received and what to do next."""


class UnknownNameError(TrainingError):
    """A name was given that nothing bears; the message lists the names that exist."""


class UsageError(TrainingError):
    """A command was given too little, or things that exclude each other."""
