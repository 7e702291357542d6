# What an optimised build is compiled with besides: Debian's hardening flags, and no path of the
# build machine in the result, so that the same sources give the same bytes.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C CXX)

add_compile_options("$<$<CONFIG:Release,RelWithDebInfo>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>")
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  add_compile_options(
    "$<$<CONFIG:Release,RelWithDebInfo>:-fstack-protector-strong;-fstack-clash-protection;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>"
  )
  add_link_options("$<$<CONFIG:Release,RelWithDebInfo>:LINKER:-z,relro,-z,now,-z,noexecstack>")
endif()
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  add_compile_options("$<$<CONFIG:Release,RelWithDebInfo>:-fcf-protection>")
endif()
