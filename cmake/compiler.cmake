# The language, the warnings and the speed of the build, the same for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)

# The core's static libraries end in libbrygga.so, which shows its C functions and nothing else.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(BRYGGA_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()

if(BRYGGA_SANITIZE)
  add_compile_options(-fsanitize=${BRYGGA_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BRYGGA_SANITIZE})
endif()

# Every library tells the fuzzer which branches an input takes.
if(BRYGGA_FUZZER)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(BRYGGA_CCACHE ccache)
if(BRYGGA_CCACHE)
  # Without this it keeps nothing that was compiled with a precompiled header; no source asks for the
  # time of its compiling.
  set(LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
    "${BRYGGA_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${LAUNCHER}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${LAUNCHER}")
endif()

find_program(BRYGGA_MOLD mold)
if(BRYGGA_MOLD)
  include(CheckLinkerFlag)
  check_linker_flag(CXX -fuse-ld=mold BRYGGA_MOLD_WORKS)
  if(BRYGGA_MOLD_WORKS)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
