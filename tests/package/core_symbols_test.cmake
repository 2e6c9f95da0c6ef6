# Cairn::core asks nothing of the system and throws nothing. What is allocated is allocated at creation, by
# standard containers: their "no memory" and "too long" are the only calls for an exception that may be there.
execute_process(COMMAND ${NM} --undefined-only --demangle ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
foreach(allocation "length_error(char const*)" "bad_alloc()" "bad_array_new_length()")
    string(REPLACE "std::__throw_${allocation}" "" symbols "${symbols}")
endforeach()
foreach(banned "__cxa_throw" "__cxa_allocate_exception" "std::__throw_" " printf" " puts" " fopen" "std::cout" "std::cerr" " exit")
    string(FIND "${symbols}" "${banned}" place)
    if(NOT place EQUAL -1)
        string(SUBSTRING "${symbols}" ${place} 60 what)
        message(FATAL_ERROR "Cairn::core asks for: ${what}")
    endif()
endforeach()
