# gmig_embed(db embedded_history migrations "*.sql"): the files of a top-level folder compiled into a
# layer, as gmig::db::embedded_history() that src/db/embedded_history.hpp declares.
#
# As a script (cmake -P) this same file writes the source.
if(CMAKE_SCRIPT_MODE_FILE)
  set(entries "")
  foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(APPEND entries "        {\"${name}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  file(WRITE ${OUTPUT} "#include \"${LAYER}/${SYMBOL}.hpp\"\n\nnamespace gmig::${LAYER} {\n\n"
                       "std::vector<FileContent> ${SYMBOL}() {\n    return {\n${entries}    };\n}\n\n"
                       "}  // namespace gmig::${LAYER}\n")
  return()
endif()

set(gmig_embed_script ${CMAKE_CURRENT_LIST_FILE})

function(gmig_embed layer symbol folder pattern)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/${pattern})
  list(SORT files)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DLAYER=${layer} -DSYMBOL=${symbol} -DOUTPUT=${output} "-DFILES=${files}" -P
            ${gmig_embed_script}
    DEPENDS ${files} ${gmig_embed_script}
    VERBATIM)
  target_sources(gmig_${layer} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
