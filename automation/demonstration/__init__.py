"""The demonstration department (演示部门): a year of an invented maker's customer service, with known faults in it."""

from automation.demonstration.faults import Plant, Plants
from automation.demonstration.making import FILE_OF_PLANTS, MARKER, MidDay, NotADemonstration, make

__all__ = ["FILE_OF_PLANTS", "MARKER", "MidDay", "NotADemonstration", "Plant", "Plants", "make"]
