"""The page as a folder of plain files that visitors' browsers read with: a site without a server of its own."""

from digit_recognizer.site.addresses import STATIC_VARIABLE, Addresses, space_address
from digit_recognizer.site.files import site_files
from digit_recognizer.site.writing import write_site

__all__ = ["STATIC_VARIABLE", "Addresses", "site_files", "space_address", "write_site"]
