# One folder, one target: a file added to a folder needs no change here, and a folder with nothing
# in it yet is left out or, in core, is a target without sources.

# brygga_sources(<out> <folder>...): the C and C++ sources below these folders.
function(brygga_sources OUT)
  set(FOUND)
  foreach(FOLDER IN LISTS ARGN)
    file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS "${FOLDER}/*.cpp" "${FOLDER}/*.c")
    list(APPEND FOUND ${SOURCES})
  endforeach()
  set(${OUT} ${FOUND} PARENT_SCOPE)
endfunction()

# The core's sources that are compiled alone: where a named type has members of types without
# linkage, what sets up a library for itself, and what has flags of its own.
set(BRYGGA_ALONE
  "/device\\.cpp$" "/message\\.cpp$" "/json\\.cpp$" "/toml_text\\.cpp$" "/csv_table\\.cpp$")

# brygga_in_batches(<target> [<regex>...]): the target's sources are compiled up to sixteen of one
# folder at a time, so that the headers they share are parsed once; not the sources that match. Two
# sources of a folder can therefore not both have a helper of the same name and parameters.
function(brygga_in_batches TARGET)
  if(NOT BRYGGA_BATCHES)
    return()
  endif()
  get_target_property(SOURCES ${TARGET} SOURCES)
  foreach(ALONE IN LISTS ARGN)
    list(FILTER SOURCES EXCLUDE REGEX "${ALONE}")
  endforeach()
  foreach(SOURCE IN LISTS SOURCES)
    get_filename_component(FOLDER "${SOURCE}" DIRECTORY)
    get_filename_component(FOLDER "${FOLDER}" NAME)
    math(EXPR COUNT_${FOLDER} "${COUNT_${FOLDER}} + 1")
    math(EXPR BATCH "${COUNT_${FOLDER}} / 16")
    set_source_files_properties("${SOURCE}" PROPERTIES UNITY_GROUP ${FOLDER}_${BATCH})
  endforeach()
  set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# brygga_layer(<name> <include root> <folders> [<library>...]): the target brygga_<name>, alias
# brygga::<name>, from all sources of the folders; without sources, a target of headers only.
function(brygga_layer NAME ROOT FOLDERS)
  brygga_sources(SOURCES ${FOLDERS})
  if(SOURCES)
    add_library(brygga_${NAME} STATIC ${SOURCES})
    target_include_directories(brygga_${NAME} PUBLIC "${ROOT}")
    target_link_libraries(brygga_${NAME} PUBLIC ${ARGN})
  else()
    add_library(brygga_${NAME} INTERFACE)
    target_include_directories(brygga_${NAME} INTERFACE "${ROOT}")
    target_link_libraries(brygga_${NAME} INTERFACE ${ARGN})
  endif()
  add_library(brygga::${NAME} ALIAS brygga_${NAME})
endfunction()

# brygga_precompiled(<target> [<header>...]): these headers, and of the standard library those that
# most of ours include, are parsed once for the target's C++ sources. That each header of ours
# includes what it names of them, tests/architecture/std_includes.py looks.
function(brygga_precompiled TARGET)
  set(PARSED)
  foreach(HEADER IN ITEMS algorithm array atomic compare cstdint functional initializer_list map
      memory mutex optional set span string string_view unordered_map unordered_set utility variant
      vector)
    list(APPEND PARSED "$<$<COMPILE_LANGUAGE:CXX>:<${HEADER}$<ANGLE-R>>")
  endforeach()
  foreach(HEADER IN LISTS ARGN)
    list(APPEND PARSED "$<$<COMPILE_LANGUAGE:CXX>:<${HEADER}$<ANGLE-R>>")
  endforeach()
  target_precompile_headers(${TARGET} PRIVATE ${PARSED})
  # So that ccache keeps what is made with it.
  target_compile_options(${TARGET} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
endfunction()

# brygga_header_check(<name> <include root> <folders> <library>...): one generated source per
# header, which includes it first, and again to see that it bears being included twice: in a batch of
# sources a header that lacks an include would go unnoticed. Built by the test each_header_compiles_alone, not by `all`.
function(brygga_header_check NAME ROOT FOLDERS)
  set(HEADERS)
  foreach(FOLDER IN LISTS FOLDERS)
    file(GLOB_RECURSE FOUND CONFIGURE_DEPENDS "${FOLDER}/*.hpp" "${FOLDER}/*.h")
    list(APPEND HEADERS ${FOUND})
  endforeach()
  set(SOURCES)
  foreach(FILE IN LISTS HEADERS)
    file(RELATIVE_PATH HEADER "${ROOT}" "${FILE}")
    set(BODY "#include \"${HEADER}\"\n#include \"${HEADER}\"  // again: has it a guard?\n")
    set(KINDS cpp)
    if(HEADER MATCHES "\\.h$")
      list(APPEND KINDS c)
    endif()
    foreach(KIND IN LISTS KINDS)
      set(SOURCE "${CMAKE_BINARY_DIR}/header_check/${NAME}/${HEADER}.${KIND}")
      file(CONFIGURE OUTPUT "${SOURCE}" CONTENT "${BODY}" @ONLY)
      list(APPEND SOURCES "${SOURCE}")
    endforeach()
  endforeach()
  if(SOURCES)
    add_library(brygga_header_check_${NAME} OBJECT EXCLUDE_FROM_ALL ${SOURCES})
    target_include_directories(brygga_header_check_${NAME} PRIVATE "${ROOT}")
    target_link_libraries(brygga_header_check_${NAME} PRIVATE ${ARGN})
    target_compile_options(brygga_header_check_${NAME} PRIVATE -O0 -g0)
    brygga_precompiled(brygga_header_check_${NAME})
    add_dependencies(header_check brygga_header_check_${NAME})
  endif()
endfunction()
