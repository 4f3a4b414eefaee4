"""What the keypad shows and others say: the printer, and facts within a problem. They know no language.

It stands here only to be gathered for the catalogues; whatever else they say is shown as it comes.
"""

from .language import _, marked

SAID = (
    # The printer, and the way to it
    marked("The printer is out of paper. Put in a new roll."),
    marked("The printer's cover is open. Close it."),
    marked("The printer reports a fault. Switch it off and on again."),
    marked("The printer is offline. Check that it is on and ready."),
    marked("The printer does not answer."),
    marked("The printer answers only in part."),
    marked("The printer stopped taking the slip."),
    marked("The printer has closed the connection."),
    marked("The printer is busy with another slip."),
    marked("The printer is ready."),
    marked("The paper is running out."),
    marked("There is nothing to ask."),
    marked("Written in full."),
    marked("The slip could not be written in full."),
    # The office, and the way to it
    marked("The office"),
    marked("there is no connection to it"),
    marked("it does not answer in time"),
    marked("the connection was cut"),
    # What became of a check
    marked("collected"),
    marked("returned"),
)


def said_here(words: str) -> str:
    """The same in the language spoken, where it is one of these."""
    return _(words)
