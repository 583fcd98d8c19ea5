# Every library that is not ours, found among the system's packages. Which folder may use which
# one is said where the folder's target is made; why each was chosen stands in docs/decisions.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(cereal REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
# Header-only, and in one file only: its target would ask for the shared library, which is built with
# exceptions.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)

# Some of these packages come without a CMake file, or with one whose target has another name in
# the next release of the system: one name each, here.
function(brygga_plain_package TARGET HEADER LIBRARY)
  string(MAKE_C_IDENTIFIER "${TARGET}" ID)
  find_path(${ID}_INCLUDE ${HEADER} REQUIRED)
  find_library(${ID}_LIBRARY ${LIBRARY} REQUIRED)
  add_library(${TARGET} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${TARGET} PROPERTIES
    IMPORTED_LOCATION "${${ID}_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${${ID}_INCLUDE}")
endfunction()
brygga_plain_package(brygga::csv csv.h csv)
brygga_plain_package(brygga::zstd zstd.h zstd)
brygga_plain_package(brygga::sodium sodium.h sodium)

# Asio and Beast compiled once instead of in each file that uses them: the largest part of the
# server's build time otherwise.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/asio_beast.cpp" CONTENT
"#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
")
add_library(brygga_asio_beast STATIC EXCLUDE_FROM_ALL "${CMAKE_BINARY_DIR}/asio_beast.cpp")
add_library(brygga::asio_beast ALIAS brygga_asio_beast)
target_compile_definitions(brygga_asio_beast PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION)
target_compile_options(brygga_asio_beast PRIVATE -w)
target_link_libraries(brygga_asio_beast PUBLIC
  Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
