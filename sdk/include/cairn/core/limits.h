// The ceilings of everything, in one place, with the relations that must hold between them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cairn::limits {

/// A gateway's message; longer ones are refused unread.
inline constexpr std::size_t message_bytes_max = 1024 * 1024;
/// Characters of a tag or gateway id, its namespace included ("civic:" and a 36-character UUID fit).
inline constexpr std::size_t id_chars_max = 47;
/// Bytes of one advertisement's AD structures, advertisement and scan response merged.
/// Bluetooth Core 5.4 Vol 4 Part E 7.8.57: extended advertising data of 1650 bytes at most.
inline constexpr std::size_t advertisement_bytes_max = 1650;
/// Advertisements and records that one frame hands over at once; a longer message becomes several frames.
inline constexpr std::size_t frame_advertisements_max = 64;
inline constexpr std::size_t frame_records_max = 256;
/// Depth of nested JSON from a gateway.
inline constexpr std::size_t json_depth_max = 16;
/// Measurements and attributes that one format decodes out of one advertisement.
inline constexpr std::size_t decoded_measurements_max = 32;
inline constexpr std::size_t decoded_attributes_max = 6;
/// AD structures looked at in one advertisement; what follows them is left out.
inline constexpr std::size_t ad_structures_max = 32;
/// Formats found in one advertisement.
inline constexpr std::size_t decoded_formats_max = 12;
/// Gateways named as evidence of one position.
inline constexpr std::size_t evidence_gateways_max = 8;

/// Records in one block, of those that stand in it as rows, and its size before and after compression.
inline constexpr std::uint32_t block_records_max = 2'000'000;
inline constexpr std::uint32_t block_rows_max = 20'000;
inline constexpr std::size_t block_plain_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t block_body_bytes_max = 2 * 1024 * 1024;
/// Blocks that are read one after the other (Block::chain_place).
inline constexpr std::uint32_t chain_blocks_max = 64;
/// Blocks that one merged block may stand for.
inline constexpr std::uint32_t merged_blocks_max = 4096;
/// Ranges of numbers that are acknowledged beyond the first missing one, in each stream.
inline constexpr std::size_t acknowledged_ranges_max = 256;
/// Epochs of one buffer that are still of concern. Where more are waiting, the last one goes on across
/// openings.
inline constexpr std::size_t epochs_max = 128;
/// Runs of the machine whose clocks the buffer remembers.
inline constexpr std::size_t boots_max = 256;
/// What a part of the edge keeps in the buffer under a name, such as a calibration.
inline constexpr std::size_t state_bytes_max = 1024 * 1024;
inline constexpr std::size_t state_name_chars_max = 47;
/// Blocks travel in batches; a batch is one message of the link.
inline constexpr std::size_t batch_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t link_message_bytes_max = batch_bytes_max + 64 * 1024;
/// A message of a peer that has not yet proved who it is.
inline constexpr std::size_t greeting_bytes_max = 8 * 1024;

static_assert(message_bytes_max <= block_plain_bytes_max, "a passed-through message fits into a block");
static_assert(block_body_bytes_max < batch_bytes_max, "a batch holds at least one largest block");
static_assert(batch_bytes_max < link_message_bytes_max, "a link message holds a batch and its frame");

}  // namespace cairn::limits
