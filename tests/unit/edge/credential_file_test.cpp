// The files with secrets: who may read them, and what must be in them.
#include "linux/credential_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cairn/net/private_file.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using edge::read_credential;
using net::read_password;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string secret(64, 'a');
const std::string ca_pem = Certificates().ca_pem();
const std::string credential = "edge = \"warehouse\"\nsecret = \"" + secret +
                               "\"\ncloud = \"cloud.example:7443\"\nca_pem = '''\n" + ca_pem + "'''\n";

class Files {
public:
    std::string write(const std::string& text, mode_t mode = 0600) const {
        const std::string path = folder_.file("file.toml");
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }
    std::string missing() const { return folder_.file("missing.toml"); }

private:
    TemporaryDirectory folder_;
};

TEST(Credential, IsReadFromAPrivateFile) {
    const Files files;
    std::vector<std::string> errors;

    const auto read = read_credential(files.write(credential), errors);

    EXPECT_THAT(errors, IsEmpty());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->edge.edge, "warehouse");
    EXPECT_EQ(read->edge.secret, secret);
    EXPECT_EQ(read->cloud.text(), "cloud.example:7443");
    EXPECT_EQ(read->ca_pem, ca_pem);
}

TEST(Credential, GetsAnotherSecretAndKeepsTheRest) {
    const Files files;
    const std::string path = files.write("# mine\n" + credential);
    const std::string fresh(64, 'b');

    ASSERT_TRUE(edge::replace_secret(path, fresh));

    std::vector<std::string> errors;
    const auto read = read_credential(path, errors);
    ASSERT_TRUE(read) << "still private, and whole";
    EXPECT_EQ(read->edge.secret, fresh);
    EXPECT_EQ(read->edge.edge, "warehouse");
    EXPECT_EQ(read->ca_pem, ca_pem);
    EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(Credential, KeepsItsSecretWhenThereIsNoOther) {
    const Files files;
    const std::string path = files.write(credential);

    EXPECT_EQ(edge::replace_secret(path, "short").error().code, Errc::malformed);
    EXPECT_EQ(edge::replace_secret(files.missing(), std::string(64, 'b')).error().code, Errc::malformed);
    std::filesystem::create_directory(path + ".new");
    EXPECT_EQ(edge::replace_secret(path, std::string(64, 'b')).error().code, Errc::io);

    std::vector<std::string> errors;
    EXPECT_EQ(read_credential(path, errors)->edge.secret, secret);
}

TEST(Credential, IsRefusedWhenOthersMayReadIt) {
    const Files files;
    for (const mode_t mode : {0640U, 0604U, 0666U}) {
        std::vector<std::string> errors;
        const auto path = files.write(credential, mode);

        EXPECT_FALSE(read_credential(path, errors));
        ASSERT_EQ(errors.size(), 1U);
        EXPECT_THAT(errors[0], HasSubstr(path + ": others may read this secret"));
        EXPECT_THAT(errors[0], HasSubstr("chmod 600 '" + path));
    }
}

TEST(Credential, IsRefusedWhenItIsNotThere) {
    const Files files;
    std::vector<std::string> errors;

    EXPECT_FALSE(read_credential(files.missing(), errors));
    EXPECT_THAT(errors, ElementsAre(files.missing() + ": No such file or directory"));
}

TEST(Credential, NamesEveryKeyThatIsMissing) {
    const Files files;
    std::vector<std::string> errors;

    EXPECT_FALSE(read_credential(files.write(""), errors));
    EXPECT_THAT(errors, ElementsAre(HasSubstr(": edge: expected the name of this edge"),
                                    HasSubstr(": secret: expected 64 hexadecimal digits"),
                                    HasSubstr(": cloud: expected host:port"),
                                    HasSubstr(": ca_pem: expected the certificate authority")));
}

TEST(Credential, NeverShowsTheSecretInAnError) {
    const Files files;
    std::vector<std::string> errors;

    EXPECT_FALSE(read_credential(files.write("secret = \"hunter2\"\n"), errors));
    for (const auto& line : errors) EXPECT_THAT(line, Not(HasSubstr("hunter2")));
}

TEST(Secret, IsTheFirstLineOfAPrivateFile) {
    const Files files;
    std::vector<std::string> errors;

    EXPECT_EQ(read_password(files.write("s3cret word\r\nsecond line\n"), errors), "s3cret word");
    EXPECT_THAT(errors, IsEmpty());
}

TEST(Secret, IsRefusedWhenItIsEmptyOrOpen) {
    const Files files;
    std::vector<std::string> errors;

    EXPECT_FALSE(read_password(files.write(""), errors));
    EXPECT_FALSE(read_password(files.write("word\n", 0644), errors));
    EXPECT_THAT(errors, ElementsAre(HasSubstr("expected a password"), HasSubstr("chmod 600")));
}

}  // namespace
}  // namespace cairn::test
