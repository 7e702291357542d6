# Everything here is a Debian package; nothing is downloaded by the build.
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(SQLite3 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libpqxx REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(libgit2 REQUIRED libgit2)

# libpg_query ships a static archive: linked so, a start costs 0.3 ms and no shared protobuf-c.
find_path(PG_QUERY_INCLUDE pg_query.h REQUIRED)
find_library(PG_QUERY_ARCHIVE libpg_query.a REQUIRED)
add_library(pg_query STATIC IMPORTED)
set_target_properties(
  pg_query PROPERTIES IMPORTED_LOCATION ${PG_QUERY_ARCHIVE} INTERFACE_SYSTEM_INCLUDE_DIRECTORIES
                                                            ${PG_QUERY_INCLUDE})
target_link_libraries(pg_query INTERFACE m pthread)

# libgit2 is opened at run time, by its soname, when a question needs it (see src/git/libgit2.hpp):
# linking it costs every start 2 ms and a production image the library.
find_library(LIBGIT2_LIBRARY git2 REQUIRED)
file(REAL_PATH ${LIBGIT2_LIBRARY} libgit2_file)
get_filename_component(libgit2_name ${libgit2_file} NAME)
string(REGEX REPLACE "^(libgit2\\.so\\.[0-9]+\\.[0-9]+).*$" "\\1" GMIG_LIBGIT2_SONAME ${libgit2_name})
