// The one place where the bodies of Asio and Beast are compiled: they take seconds a source otherwise.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
