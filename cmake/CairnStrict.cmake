# Cairn::strict: our own code compiles without a warning. Linked privately, never exported.
add_library(cairn_strict INTERFACE)
add_library(Cairn::strict ALIAS cairn_strict)
target_compile_options(cairn_strict INTERFACE
    -Wall -Wextra -Wpedantic $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Werror> -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
    -Wnon-virtual-dtor -Wswitch-enum
    # What g++ 12 warns of falsely: a string put before another, a variant under the sanitizers, and the fences
    # of Boost.Asio under ThreadSanitizer.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized -Wno-tsan>
    # What clang 19 warns of falsely: the std::stable_sort of libstdc++ 12 uses what users should not.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
target_compile_features(cairn_strict INTERFACE cxx_std_20)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")  # bare metal stays where it is linked
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()

# Faster builds where the tools are there; neither changes the result.
find_program(CAIRN_CCACHE ccache)
if(CAIRN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CAIRN_CCACHE})
endif()
find_program(CAIRN_MOLD mold)
if(CAIRN_MOLD AND NOT CMAKE_CROSSCOMPILING)
    add_link_options(-fuse-ld=mold)
endif()
