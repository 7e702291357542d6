# cmake --install, and cpack for a Debian package. The module of the PostgreSQL driver is found
# relative to the program (gmig/support/module.hpp), so the whole prefix may be moved.
set(module_folder ${CMAKE_INSTALL_LIBDIR}/gmig)

install(TARGETS gmig RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS gmig_postgresql LIBRARY DESTINATION ${module_folder})
install(FILES README.md CHANGELOG.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/guide docs/reference DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES docs/reference/gmig.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/gmig)

# What shells need for completion is what the program prints.
set(completions ${PROJECT_BINARY_DIR}/completions)
if(NOT CMAKE_CROSSCOMPILING)
  install(
    CODE "
    file(MAKE_DIRECTORY \"${completions}\")
    foreach(shell bash zsh fish)
      execute_process(COMMAND \"$<TARGET_FILE:gmig>\" completion \${shell}
                      OUTPUT_FILE \"${completions}/\${shell}\" COMMAND_ERROR_IS_FATAL ANY)
    endforeach()")
  install(FILES ${completions}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME gmig)
  install(FILES ${completions}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
          RENAME _gmig)
  install(FILES ${completions}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
          RENAME gmig.fish)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "gmig")
set(CPACK_PACKAGE_CONTACT "gmig maintainers <gmig@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_FILE ${PROJECT_SOURCE_DIR}/cmake/description.txt)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Opened by its soname when a question needs it (docs/decisions/0003), so no tool sees it. A server
# that only executes plain files does without it and without git.
string(REGEX REPLACE "^libgit2\\.so\\." "libgit2-" libgit2_package ${GMIG_LIBGIT2_SONAME})
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "git, ${libgit2_package}")
if(GMIG_FAULTS)
  set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/refuse-faults.cmake)
endif()
include(CPack)
