# Read by cpack when the build has the named fault points.
message(FATAL_ERROR "GMIG_FAULTS is on in this build: its fault points must not be packaged. Package the preset release.")
