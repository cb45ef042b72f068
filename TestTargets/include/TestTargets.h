/* Anchors the module; the programs of programs/ are separate executables. */
