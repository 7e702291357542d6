# The warnings that gmig compiles under. They become errors in the presets only (a user's build,
# with another compiler, must not break on a new warning).
add_library(gmig_warnings INTERFACE)
target_compile_options(
  gmig_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wsign-conversion
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wold-style-cast
            -Wcast-qual
            -Wformat=2
            -Wnull-dereference
            -Wimplicit-fallthrough
            $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond
            -Wlogical-op
            -Wuseless-cast>)

# What a source is warned of because of its neighbour (a name that shadows, an anonymous type) counts
# only where each is compiled alone, as the preset dev does.
if(GMIG_UNITY)
  target_compile_options(gmig_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
else()
  target_compile_options(gmig_warnings INTERFACE -Wshadow)
endif()

# At link time, inlining std::string's comparison across files, GCC 12 takes its negative-length
# branch for possible and warns of a memcmp over -1 bytes.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_INTERPROCEDURAL_OPTIMIZATION)
  add_link_options(-Wno-stringop-overread)
endif()
