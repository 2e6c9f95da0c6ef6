// Bodies and states that only the holder of a key can read.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "buffer/row_crc.h"
#include "cairn/core/limits.h"
#include "cairn/crypto/storage_keys.h"
#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

StorageKey key_of(std::string_view secret) {
    return crypto::storage_key(as_bytes(secret), as_bytes("this machine"));
}

constexpr std::string_view words = "the tag of ward three, asset 4711";

Block telling_block(Sequence sequence) {
    Block block = opaque_block(sequence, 0);
    block.body.assign(words.begin(), words.end());
    block.crc32c = crc32c(block.body);
    return block;
}

struct SecretDisk : Disk {
    SecretDisk() {
        options.cipher = &cipher;
        options.keys = {key_of("first")};
    }

    /// Everything that lies in the buffer's files.
    std::string all_bytes() const {
        std::string all;
        for (const char* suffix : {"", "-wal"}) {
            std::ifstream file(options.path + suffix, std::ios::binary);
            all.append(std::istreambuf_iterator<char>(file), {});
        }
        return all;
    }

    crypto::MbedtlsStorageCipher cipher;
};

std::string text_of(const Result<Block>& block) {
    return block ? std::string(as_text(block->body)) : block.error().where;
}

TEST(BufferEncryption, ReadsBackWhatItWrote) {
    SecretDisk disk;
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(telling_block(1)));
        ASSERT_TRUE(buffer.save_state("map", as_bytes("north")));
    }
    Buffer buffer = disk.open();

    const auto backlog = buffer.peek(Stream::status, 0, everything);
    ASSERT_TRUE(backlog);
    ASSERT_EQ(backlog->blocks.size(), 1U);
    EXPECT_EQ(as_text(backlog->blocks[0].body), words);
    EXPECT_EQ(backlog->blocks[0].crc32c, telling_block(1).crc32c);
    EXPECT_EQ(as_text(**buffer.load_state("map")), "north");
}

TEST(BufferEncryption, LeavesNoWordOfABodyOrAStateInTheFiles) {
    SecretDisk disk;
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(telling_block(1)));
        ASSERT_TRUE(buffer.save_state("map", as_bytes("north of the well")));
        EXPECT_EQ(disk.all_bytes().find(words.substr(0, 8)), std::string::npos);
    }
    EXPECT_EQ(disk.all_bytes().find(words.substr(0, 8)), std::string::npos);
    EXPECT_EQ(disk.all_bytes().find("north of"), std::string::npos);

    Disk open;
    Buffer buffer = open.open();
    ASSERT_TRUE(buffer.append(telling_block(1)));
    std::ifstream journal(open.options.path + "-wal", std::ios::binary);
    EXPECT_NE(std::string(std::istreambuf_iterator<char>(journal), {}).find(words), std::string::npos)
        << "the search finds what is there";
}

TEST(BufferEncryption, NeverWritesTheSameTwice) {
    SecretDisk disk;
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(telling_block(1)));
        ASSERT_TRUE(buffer.append(telling_block(2)));
    }
    auto database = sqlite::Database::open(disk.options.path);
    EXPECT_EQ(*database->number("SELECT count(DISTINCT substr(body, 1, 12)) FROM block"), 2);
    EXPECT_EQ(*database->number("SELECT count(DISTINCT substr(body, 13)) FROM block"), 2);
}

TEST(BufferEncryption, DrawsItsNoncesAnewAtEachOpening) {
    SecretDisk disk;
    ASSERT_TRUE(disk.open().append(telling_block(1)));
    ASSERT_TRUE(disk.open().append(telling_block(2)));

    auto database = sqlite::Database::open(disk.options.path);
    EXPECT_EQ(*database->number("SELECT count(DISTINCT substr(body, 1, 8)) FROM block"), 2);
}

TEST(BufferEncryption, NamesTheKeyThatIsMissingAndTouchesNothing) {
    SecretDisk disk;
    ASSERT_TRUE(disk.open().append(telling_block(1)));
    disk.options.keys = {key_of("another")};

    const auto opened = Buffer::open(disk.options, disk.entropy);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::denied);
    EXPECT_EQ(static_cast<std::uint32_t>(opened.error().detail), key_of("first").id);
    disk.options.keys.clear();
    EXPECT_EQ(disk.open_error(), Errc::denied);
    disk.options.keys = {key_of("first")};
    Buffer buffer = disk.open();
    EXPECT_EQ(waiting(buffer), "1");
    EXPECT_EQ(buffer.moved_aside(), "");
}

TEST(BufferEncryption, NamesTheKeyOfAStateThatIsMissing) {
    SecretDisk disk;
    ASSERT_TRUE(disk.open().save_state("map", as_bytes("north")));
    disk.options.keys = {key_of("another")};

    EXPECT_EQ(disk.open_error(), Errc::denied);
}

TEST(BufferEncryption, QuarantinesNothingForAKeyThatIsMissingInTheMidst) {
    SecretDisk disk;
    disk.options.keys = {key_of("outer"), key_of("inner")};
    ASSERT_TRUE(disk.open().append(telling_block(1)));
    disk.options.keys = {key_of("inner"), key_of("outer")};
    ASSERT_TRUE(disk.open().append(telling_block(2)));
    disk.options.keys = {key_of("outer"), key_of("inner")};
    ASSERT_TRUE(disk.open().append(telling_block(3)));
    disk.options.keys = {key_of("outer")};
    Buffer buffer = disk.open();

    const auto backlog = buffer.peek(Stream::status, 0, everything);

    ASSERT_FALSE(backlog);
    EXPECT_EQ(backlog.error().code, Errc::denied);
    EXPECT_EQ(static_cast<std::uint32_t>(backlog.error().detail), key_of("inner").id);
    EXPECT_EQ(buffer.block(Stream::status, 2).error().code, Errc::denied);
    EXPECT_EQ(buffer.stats().quarantined_blocks, 0U);
    EXPECT_EQ(buffer.stats().blocks, 3U);
}

TEST(BufferEncryption, ChangesKeysWithoutWritingAnew) {
    SecretDisk disk;
    ASSERT_TRUE(disk.open().append(telling_block(1)));
    disk.options.keys = {key_of("second"), key_of("first")};
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(telling_block(2)));
        EXPECT_EQ(text_of(buffer.block(Stream::status, 1)), words);
        EXPECT_EQ(text_of(buffer.block(Stream::status, 2)), words);
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 1));
    }
    disk.options.keys = {key_of("second")};

    Buffer buffer = disk.open();

    EXPECT_EQ(text_of(buffer.block(Stream::status, 2)), words);
}

TEST(BufferEncryption, ReadsWhatWasWrittenBeforeItWasOn) {
    SecretDisk disk;
    disk.options.keys.clear();
    ASSERT_TRUE(disk.open().append(telling_block(1)));
    disk.options.keys = {key_of("first")};

    Buffer buffer = disk.open();
    ASSERT_TRUE(buffer.append(telling_block(2)));

    EXPECT_EQ(waiting(buffer), "1 2");
    EXPECT_EQ(text_of(buffer.block(Stream::status, 1)), words);
}

/// Checksums keep nobody out: gives the second block's row the one that goes with what stands in it now.
void make_heads_right(Disk& disk) {
    auto database = sqlite::Database::open(disk.options.path);
    const auto number = [&](const std::string& column) {
        const auto value = database->number("SELECT " + column + " FROM block WHERE id & 0xFF = 2");
        return static_cast<std::uint64_t>(*value);
    };
    const std::uint32_t crc =
        row_crc32c({static_cast<std::uint64_t>(Stream::status), 2, number("merged_count"),
                    number("chain_place"), number("sealed_at"), number("boot"), number("sealed"),
                    number("record_count"), number("codec"), number("crc32c"), number("key")});
    auto update = database->prepare("UPDATE block SET head_crc32c = ? WHERE id & 0xFF = 2");
    ASSERT_TRUE(update->run(crc));
}

/// What every row of a copied body says of itself is right, but it is not where it was written.
TEST(BufferEncryption, RefusesABodyThatWasCopiedFromElsewhere) {
    for (const char* sql : {"UPDATE block SET body = (SELECT body FROM block WHERE id & 0xFF = 1), "
                            "crc32c = (SELECT crc32c FROM block WHERE id & 0xFF = 1) WHERE id & 0xFF = 2",
                            "UPDATE buffer SET file = file + 1",
                            "UPDATE state SET blob = (SELECT blob FROM state WHERE name = 'b'), "
                            "crc32c = (SELECT crc32c FROM state WHERE name = 'b') WHERE name = 'a'"}) {
        SecretDisk disk;
        {
            Buffer buffer = disk.open();
            ASSERT_TRUE(buffer.append(telling_block(1)));
            ASSERT_TRUE(buffer.append(telling_block(2)));
            ASSERT_TRUE(buffer.save_state("a", as_bytes("north")));
            ASSERT_TRUE(buffer.save_state("b", as_bytes("south")));
        }
        disk.execute(sql);
        make_heads_right(disk);
        Buffer buffer = disk.open();

        const bool is_state = std::string_view(sql).starts_with("UPDATE state");
        EXPECT_TRUE(is_state ? buffer.load_state("a").error().code == Errc::corrupt
                             : buffer.block(Stream::status, 2).error().code == Errc::corrupt)
            << sql;
    }
}

TEST(BufferEncryption, CountsBytesAsTheyStandInTheFile) {
    SecretDisk disk;
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(opaque_block(1, 1000)));
        ASSERT_TRUE(buffer.append(opaque_block(2, 1000)));
        EXPECT_EQ(buffer.stats().body_bytes, 2056U);
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 1));
        EXPECT_EQ(buffer.stats().body_bytes, 1028U);
        ASSERT_TRUE(buffer.save_state("map", as_bytes("north")));
    }
    EXPECT_EQ(disk.open().stats().state_bytes, 33U);
    EXPECT_EQ(disk.open().stats().body_bytes, 1028U);
}

TEST(BufferEncryption, TakesTheLargestBlockAndState) {
    SecretDisk disk;
    Buffer buffer = disk.open();
    const std::vector<std::uint8_t> state(limits::state_bytes_max, 0x5A);

    ASSERT_TRUE(buffer.append(opaque_block(1, limits::block_body_bytes_max)));
    ASSERT_TRUE(buffer.save_state("map", state));

    EXPECT_EQ(waiting(buffer), "1");
    EXPECT_EQ(**buffer.load_state("map"), state);
}

TEST(BufferEncryption, RefusesKeysWithoutACipher) {
    SecretDisk disk;
    disk.options.cipher = nullptr;

    EXPECT_EQ(disk.open_error(), Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
