// The broker as the command line of cairn-cloud says it.
#include "http/broker_option.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace cairn::cloud::test {
namespace {

BrokerOption at(const std::string& url) {
    BrokerOption option;
    option.url = url;
    return option;
}

TEST(BrokerOption, SpeaksTlsUnlessTheBrokerIsHere) {
    EXPECT_TRUE(read_broker_option(at("mqtts://broker.example")));
    EXPECT_TRUE(read_broker_option(at("mqtt://127.0.0.1:1883")));
    EXPECT_FALSE(read_broker_option(at("mqtt://broker.example")));
    BrokerOption plain = at("mqtt://broker.example");
    plain.allows_plain = true;
    EXPECT_TRUE(read_broker_option(plain));
    EXPECT_FALSE(read_broker_option(at("broker.example")));
}

TEST(BrokerOption, ReadsThePasswordFromAPrivateFile) {
    const cairn::test::TemporaryDirectory folder;
    const std::string file = folder.file("password");
    std::ofstream(file) << "word\n";
    ::chmod(file.c_str(), 0600);

    BrokerOption option = at("mqtts://broker.example");
    option.password_file = file;
    EXPECT_FALSE(read_broker_option(option)) << "whose password is it?";
    option.username = "cloud";
    const auto access = read_broker_option(option);
    ASSERT_TRUE(access);
    EXPECT_EQ(access->password, "word");
    ::chmod(file.c_str(), 0644);
    EXPECT_FALSE(read_broker_option(option));
}

TEST(BrokerOption, WantsACertificateInTheAuthoritysFile) {
    BrokerOption option = at("mqtts://broker.example");
    option.ca_file = "/dev/null";
    EXPECT_FALSE(read_broker_option(option));
}

}  // namespace
}  // namespace cairn::cloud::test
