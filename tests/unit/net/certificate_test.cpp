// The certificates that a cloud makes for itself.
#include "cairn/net/certificate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>

#include "support/certificates.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp new_year_2026{1'767'225'600'000};
const std::vector<std::string> names{"127.0.0.1", "::1", "cloud.example"};

unsigned mode_of(const std::string& path) {
    struct stat file{};
    return ::stat(path.c_str(), &file) == 0 ? file.st_mode & 0777U : 0;
}

TEST(Certificate, IsMadeWithKeysThatOnlyTheOwnerReads) {
    const TemporaryDirectory folder;
    const auto files = net::ensure_server_certificate(folder.path(), names, new_year_2026);

    ASSERT_TRUE(files);
    EXPECT_EQ(files->certificate_file, folder.file("server.pem"));
    EXPECT_EQ(mode_of(folder.file("ca.key")), 0600U);
    EXPECT_EQ(mode_of(folder.file("server.key")), 0600U);
    EXPECT_EQ(mode_of(folder.file("ca.pem")), 0644U);
}

TEST(Certificate, IsOneThatOpensslAcceptsForItsNames) {
    const Certificates made(names);
    const std::string verify =
        "openssl verify -x509_strict -purpose sslserver -CAfile " + made.ca_file() + " ";

    for (const char* name : {"-verify_hostname cloud.example ", "-verify_ip 127.0.0.1 ", "-verify_ip ::1 "})
        EXPECT_EQ(std::system((verify + name + made.files().certificate_file + " >/dev/null").c_str()), 0)
            << name;
    EXPECT_NE(
        std::system(
            (verify + "-verify_ip 127.0.0.2 " + made.files().certificate_file + " >/dev/null 2>&1").c_str()),
        0);
}

TEST(Certificate, IsKeptWhileItServes) {
    const Certificates made(names, new_year_2026);
    const std::string before = Certificates::text_of(made.files().certificate_file);

    ASSERT_TRUE(net::ensure_server_certificate(made.folder().path(), {"CLOUD.example", "::1"},
                                               new_year_2026 + 24h * 600));

    EXPECT_EQ(Certificates::text_of(made.files().certificate_file), before);
}

TEST(Certificate, IsMadeAnewForAFurtherNameUnderTheSameAuthority) {
    const Certificates made(names, new_year_2026);
    const std::string before = Certificates::text_of(made.files().certificate_file);
    const std::string authority = made.ca_pem();

    ASSERT_TRUE(net::ensure_server_certificate(made.folder().path(), {"other.example"}, new_year_2026));

    EXPECT_NE(Certificates::text_of(made.files().certificate_file), before);
    EXPECT_EQ(made.ca_pem(), authority);
}

TEST(Certificate, IsMadeAnewThirtyDaysBeforeItEnds) {
    const Certificates made(names, new_year_2026);
    const std::string before = Certificates::text_of(made.files().certificate_file);

    ASSERT_TRUE(net::ensure_server_certificate(made.folder().path(), names, new_year_2026 + 24h * 701));

    EXPECT_NE(Certificates::text_of(made.files().certificate_file), before);
}

TEST(Certificate, IsMadeAnewWhenACrashLeftAnotherKey) {
    const Certificates made(names, new_year_2026);
    const Certificates other(names, new_year_2026);
    std::ofstream(made.files().key_file) << Certificates::text_of(other.files().key_file);

    ASSERT_TRUE(net::ensure_server_certificate(made.folder().path(), names, new_year_2026));

    EXPECT_NE(Certificates::text_of(made.files().key_file), Certificates::text_of(other.files().key_file));
}

TEST(Certificate, IsTheSameForAllWhoAskFirst) {
    for (int round = 0; round < 5; ++round) {
        const TemporaryDirectory folder;
        std::vector<std::future<std::string>> asked;
        asked.reserve(4);
        for (int i = 0; i < 4; ++i) {
            asked.push_back(std::async(std::launch::async, [&] {
                const auto files = net::ensure_server_certificate(folder.path(), names, new_year_2026);
                return files ? Certificates::text_of(files->certificate_file) : files.error().where;
            }));
        }
        const std::string first = asked[0].get();
        EXPECT_NE(first.find("BEGIN CERTIFICATE"), std::string::npos) << first;
        for (int i = 1; i < 4; ++i) EXPECT_EQ(asked[static_cast<std::size_t>(i)].get(), first);
    }
}

TEST(Certificate, DoesNotReplaceAFileThatHoldsSomethingElse) {
    const TemporaryDirectory folder;
    std::ofstream(folder.file("ca.pem")) << "not a certificate";
    std::ofstream(folder.file("ca.key")) << "not a key";

    EXPECT_EQ(net::ensure_server_certificate(folder.path(), names, new_year_2026).error().code,
              Errc::malformed);
    EXPECT_EQ(Certificates::text_of(folder.file("ca.pem")), "not a certificate");
}

TEST(Certificate, SaysWhichFileHoldsSomethingElse) {
    for (const std::string name : {"ca.key", "ca.pem", "server.key", "server.pem"}) {
        const Certificates made(names, new_year_2026);
        std::ofstream(made.folder().file(name)) << "junk";

        const auto files = net::ensure_server_certificate(made.folder().path(), names, new_year_2026);

        ASSERT_FALSE(files);
        EXPECT_EQ(std::string(files.error().where).substr(0, name.size() + 1), name + " ");
    }
}

TEST(CertificateName, IsAHostOrAnAddress) {
    for (const std::string name : {"cloud.example", "*.cloud.example", "a-1", "192.0.2.1", "2001:db8::1"})
        EXPECT_TRUE(net::is_certificate_name(name)) << name;
    for (const std::string name : {"", "a b", "cloud/", "cloud:7443", "[::1]", "a_b"})
        EXPECT_FALSE(net::is_certificate_name(name)) << name;
}

TEST(Certificate, NeedsTheKeyOfItsAuthority) {
    const Certificates made(names, new_year_2026);
    std::filesystem::remove(made.folder().file("ca.key"));
    const auto again = net::ensure_server_certificate(made.folder().path(), names, new_year_2026);

    EXPECT_EQ(again.error().code, Errc::io);
    EXPECT_EQ(again.error().detail, ENOENT);
}

TEST(Certificate, NeedsAFolderItCanWriteTo) {
    EXPECT_EQ(net::ensure_server_certificate("/nonexistent", names, new_year_2026).error().code, Errc::io);
}

TEST(Certificate, RefusesNamesThatAreNone) {
    const TemporaryDirectory folder;

    EXPECT_EQ(net::ensure_server_certificate(folder.path(), {}, new_year_2026).error().code, Errc::malformed);
    EXPECT_EQ(net::ensure_server_certificate(folder.path(), {"a b"}, new_year_2026).error().code,
              Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
