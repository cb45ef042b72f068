// Holds the place of the tests of allocation sites.
