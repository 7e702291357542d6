# gmig_layer(support SOURCES a.cpp b.cpp LINKS lower_layer library...)
#   a static library gmig_<name>; LINKS are public, so that a layer sees the layers below it.
function(gmig_layer name)
  cmake_parse_arguments(layer "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(gmig_${name} STATIC ${layer_SOURCES})
  target_include_directories(gmig_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include)
  target_include_directories(gmig_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(gmig_${name} PUBLIC ${layer_LINKS} PRIVATE ${layer_PRIVATE_LINKS}
                                                                   gmig_warnings)
  set_target_properties(gmig_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  gmig_unity(gmig_${name})
endfunction()

# With GMIG_UNITY the sources of a folder are compiled as one: a fifth of the time. So a name in an
# unnamed namespace is unique in its folder.
function(gmig_unity target)
  if(NOT GMIG_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_filename_component(folder ${source} DIRECTORY)
    string(MAKE_C_IDENTIFIER "group_${folder}" group)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
  endforeach()
endfunction()

# The same for a program of tests, where a name in one may hide one of another.
function(gmig_unity_tests target)
  gmig_unity(${target})
  if(GMIG_UNITY)
    target_compile_options(${target} PRIVATE -Wno-shadow)
  endif()
  # What is tested is looked at for undefined behaviour; gtest's templates, which take twice as long
  # to be compiled so, are not.
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=[a-z,]*undefined")
    target_compile_options(${target} PRIVATE -fno-sanitize=undefined)
  endif()
endfunction()

# gmig_unit_tests(support a_test.cpp b_test.cpp): one program per layer, test name unit.<layer>.
# With EACH_ALONE they are not compiled as one: names in them are the same.
function(gmig_unit_tests name)
  cmake_parse_arguments(unit "EACH_ALONE" "" "" ${ARGN})
  add_executable(unit_${name} ${unit_UNPARSED_ARGUMENTS})
  if(NOT unit_EACH_ALONE)
    gmig_unity_tests(unit_${name})
  endif()
  target_include_directories(unit_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src
                                                  ${PROJECT_SOURCE_DIR}/tests/support)
  target_link_libraries(unit_${name} PRIVATE gmig_${name} gmig_warnings GTest::gmock_main
                                             GTest::gtest)
  # Whatever the preset: optimising gtest's macros takes longer than running them.
  target_compile_options(unit_${name} PRIVATE -O0)
  add_test(NAME unit.${name} COMMAND unit_${name})
endfunction()
