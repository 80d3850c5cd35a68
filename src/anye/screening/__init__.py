"""A whole population at once: tables checked, measures screened, lists and workbook written."""
