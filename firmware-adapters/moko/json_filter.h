// The filters of Moko's second generation, each a message of its own.
#pragma once

#include "moko/request.h"

namespace cairn::adapters::moko {

Result<Request> filter_request(const RssiFilter& filter);
Result<Request> filter_request(const MacFilter& filter);
Result<Request> filter_request(const NameFilter& filter);
Result<Request> filter_request(const RawFilter& filter);
Result<Request> filter_request(const KindFilter& filter);
Result<Request> filter_request(const DuplicateFilter& filter);

}  // namespace cairn::adapters::moko
