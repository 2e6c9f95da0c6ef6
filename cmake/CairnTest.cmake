# cairn_test(NAME unit_core SOURCES a_test.cpp ... LIBS Cairn::core [LABEL unit] [TIMEOUT 60] [ARGS ...])
# One small self-contained program a module, known to ctest by its name and label.
include_guard()
find_package(GTest REQUIRED)

function(cairn_test)
    cmake_parse_arguments(PARSE_ARGV 0 test "" "NAME;LABEL;TIMEOUT" "SOURCES;LIBS;ARGS")
    if(NOT test_LABEL)
        set(test_LABEL unit)
    endif()
    if(NOT test_TIMEOUT)
        set(test_TIMEOUT 120)
    endif()
    add_executable(${test_NAME} ${test_SOURCES})
    target_link_libraries(${test_NAME} PRIVATE Cairn::strict GTest::gmock GTest::gtest_main ${test_LIBS})
    target_include_directories(${test_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_compile_definitions(${test_NAME} PRIVATE CAIRN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${test_NAME} COMMAND ${test_NAME} ${test_ARGS})
    set_tests_properties(${test_NAME} PROPERTIES LABELS ${test_LABEL} TIMEOUT ${test_TIMEOUT})
endfunction()

set(CAIRN_FUZZ_SECONDS 5 CACHE STRING "How long ctest lets libFuzzer run each target")

# cairn_fuzz(NAME fuzz_decode SOURCE decode_fuzz.cpp LIBS Cairn::core CORPUS decode): the target defines
# LLVMFuzzerTestOneInput. With CAIRN_FUZZ (clang) libFuzzer drives it; always, a plain main replays
# the corpus and every truncation of it, so that targets cannot rot.
function(cairn_fuzz)
    cmake_parse_arguments(PARSE_ARGV 0 fuzz "" "NAME;SOURCE;CORPUS" "LIBS")
    add_executable(${fuzz_NAME} ${fuzz_SOURCE})
    if(CAIRN_FUZZ)
        target_link_options(${fuzz_NAME} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${fuzz_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
    endif()
    target_link_libraries(${fuzz_NAME} PRIVATE Cairn::strict ${fuzz_LIBS})
    target_include_directories(${fuzz_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    if(NOT TARGET fuzz)
        add_custom_target(fuzz)  # all of them
    endif()
    add_dependencies(fuzz ${fuzz_NAME})
    cairn_fuzz_run(NAME ${fuzz_NAME} TARGET ${fuzz_NAME} CORPUS ${fuzz_CORPUS})
endfunction()

# cairn_fuzz_run(NAME fuzz_formats_ruuvi TARGET fuzz_formats CORPUS formats/ruuvi ONLY "ruuvi.*"): one more run
# of a target, bound by CAIRN_FUZZ_ONLY in its environment to a part of what it tries. libFuzzer keeps what it
# finds in the folder NAME of the build.
function(cairn_fuzz_run)
    cmake_parse_arguments(PARSE_ARGV 0 fuzz "" "NAME;TARGET;CORPUS;ONLY" "")
    set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${fuzz_CORPUS})
    set(arguments ${corpus})
    if(CAIRN_FUZZ)
        set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${fuzz_NAME})
        file(MAKE_DIRECTORY ${found})
        set(arguments -max_total_time=${CAIRN_FUZZ_SECONDS} -timeout=10 -print_funcs=0 -artifact_prefix=${found}- ${found} ${corpus})
    endif()
    add_test(NAME ${fuzz_NAME} COMMAND ${fuzz_TARGET} ${arguments})
    math(EXPR timeout "${CAIRN_FUZZ_SECONDS} + 120")
    set_tests_properties(${fuzz_NAME} PROPERTIES LABELS fuzz TIMEOUT ${timeout})
    if(fuzz_ONLY)
        set_tests_properties(${fuzz_NAME} PROPERTIES ENVIRONMENT "CAIRN_FUZZ_ONLY=${fuzz_ONLY}")
    endif()
endfunction()
