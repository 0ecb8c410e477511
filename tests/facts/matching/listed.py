"""A short list of agencies that do not exist, with what makes names hard to match."""

from __future__ import annotations

from whoshares.facts.matching.body import Body
from whoshares.facts.matching.fbi_list import COLUMNS, fbi_bodies

LISTED = (
    # ori, name, state, county, type
    ("A1", "Marion", "OH", "MARION", "City"),
    ("A2", "Marion", "OH", "MARION", "County"),
    ("A3", "Marion", "IN", "GRANT", "City"),
    ("A4", "Marion Township", "OH", "MARION", "City"),
    ("A5", "Jackson Township, Stark County", "OH", "STARK", "City"),
    ("A6", "Jackson Township, Mahoning County", "OH", "MAHONING", "City"),
    ("A7", "Austintown", "OH", "MAHONING", "City"),
    ("A8", "Gates Mills", "OH", "CUYAHOGA", "City"),
    ("A9", "Ohio State University:", "OH", "FRANKLIN", "University or College"),
    ("B1", "State Police", "NJ", "UNMAPPED COUNTY", "State Police"),
    ("B2", "State Police:", "NJ", "BERGEN", "State Police"),
    ("B3", "State Police:", "NJ", "SALEM", "State Police"),
    ("B4", "State Police:", "DE", "KENT", "State Police"),
    ("B5", "State Police:", "DE", "SUSSEX", "State Police"),
    ("B6", "Springfield", "IL", "SANGAMON", "City"),
    ("B7", "Division of Alcohol Law Enforcement", "NC", "WAKE", "Other State Agency"),
    ("B8", "Department of Correction,", "TN", "NOT SPECIFIED", "Other State Agency"),
    ("B9", "Harris County Constable:", "TX", "HARRIS", "Other"),
    ("C1", "Harris County Constable:", "TX", "HARRIS", "Other"),
    ("C2", "Cave Creek", "AZ", "MARICOPA", "City"),
    ("C3", "Gila River Indian Community", "AZ", "NOT SPECIFIED", "Tribal"),
    ("C4", "Thrall", "TX", "WILLIAMSON", "City"),
    ("C5", "Bedford Town", "NY", "WESTCHESTER", "City"),
    ("C6", "Lake Success Village", "NY", "NASSAU", "City"),
    ("C7", "Federal Bureau of Investigation", "FS", "NOT SPECIFIED", "Federal"),
    ("C8", "Bunnell", "FL", "FLAGLER", "City"),
    ("C9", "Palm Coast", "FL", "VOLUSIA", "City"),
    ("D1", "Yoakum", "TX", "DEWITT, LAVACA", "City"),
    ("D2", "Yoakum", "TX", "YOAKUM", "County"),
    ("D3", "Cobb County Police Department", "GA", "COBB", "County"),
    ("D4", "Cobb", "GA", "COBB", "County"),
    ("D5", "Hinckley Township", "OH", "MEDINA", "City"),
)


def agencies() -> list[Body]:
    """The bodies of the list above."""
    return list(fbi_bodies(dict(zip(COLUMNS, row, strict=True)) for row in LISTED))
