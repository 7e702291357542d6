// Connecting: what is refused, in which words, and that nothing secret is in them.
#include "fixture.hpp"
#include <gmig/support/hash.hpp>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

namespace gmig::db::postgresql {
namespace {

using testing::HasSubstr;
using testing::Not;

class Connecting : public OnServer {
protected:
    Error error_at(const Target& target, OpenOptions options = writing()) {
        return error_of([&] { PostgresqlDriver(target, options, test_host()); });
    }
};

TEST_F(Connecting, TellsWhatTheServerIs) {
    const ServerInfo server = driver_->server();
    EXPECT_EQ(server.product, "PostgreSQL");
    EXPECT_EQ(server.major, std::stoi(server.version));
    EXPECT_EQ(server.database, name_);
    EXPECT_EQ(server.user, "postgres");
    EXPECT_TRUE(server.superuser);
    EXPECT_FALSE(server.standby || server.read_only || server.pooled);
    EXPECT_EQ(observer_->ask("SHOW server_version").substr(0, server.version.size()),
              server.version);
}

TEST_F(Connecting, WithAWrongPasswordShowsNoPassword) {
    observer_->ask(
        "DO $$ BEGIN CREATE ROLE gmig_with_password;"
        " EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "CREATE ROLE \"" +
        name_ + "\" LOGIN PASSWORD 'right' IN ROLE gmig_with_password");
    const Error error = error_at(target_with("user=" + name_ + "&password=s3cr3t%21word"));
    EXPECT_EQ(error.kind(), Error::Kind::Environment);
    EXPECT_THAT(error.what(), HasSubstr("password authentication failed"));
    EXPECT_THAT(error.what(), Not(HasSubstr("s3cr3t")));
    const PostgresqlDriver right(target_with("user=" + name_ + "&password=right"), {}, test_host());
    observer_->ask("DROP ROLE \"" + name_ + "\"");
}

TEST_F(Connecting, WithAUrlThatLibpqRefusesShowsNothingOfIt) {
    for (const std::string bad : {"password=s3c%zzret", "unknown_s3cret=1", "sslmode=s3cret",
                                  "port=s3cret", "options=-c%20s3cret=1"}) {
        const Error error = error_at(target_with("user=postgres&" + bad));
        EXPECT_TRUE(error.kind() == Error::Kind::Usage || error.kind() == Error::Kind::Environment);
        if (bad.starts_with("password") || bad.starts_with("unknown")) {
            EXPECT_THAT(error.what(), Not(HasSubstr("s3c")));
        }
    }
}

TEST_F(Connecting, ToNobodyNamesTheDatabase) {
    const Error error = error_at(target_in("/nonexistent"));
    EXPECT_EQ(error.kind(), Error::Kind::Environment);
    EXPECT_THAT(error.what(), HasSubstr("cannot connect to postgresql:///" + name_));
}

TEST_F(Connecting, ToADatabaseThatIsNotThereSaysSo) {
    Target target = target_;
    target.location = "postgresql:///nowhere?host=" + folder_ + "&user=postgres";
    EXPECT_THAT(error_at(target).what(), HasSubstr("database \"nowhere\" does not exist"));
}

/// A socket that takes connections and never answers.
class Silence {
public:
    Silence() : folder_(std::filesystem::temp_directory_path() / ("gs-" + random_uuid())) {
        std::filesystem::create_directory(folder_);
        socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string path = (folder_ / ".s.PGSQL.5432").string();
        path.copy(address.sun_path, sizeof(address.sun_path) - 1);
        EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
        EXPECT_EQ(listen(socket_, 8), 0);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() {
        close(socket_);
        std::filesystem::remove_all(folder_);
    }
    [[nodiscard]] std::string folder() const { return folder_.string(); }

private:
    std::filesystem::path folder_;
    int socket_ = -1;
};

TEST_F(Connecting, ToASilentServerGivesUpInTime) {
    const Silence silence;
    OpenOptions options;
    options.connect_timeout = std::chrono::seconds(1);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THAT(error_at(target_in(silence.folder()), options).what(),
                HasSubstr("no answer in 1 s"));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(Connecting, GoesByTheUrlsOwnTimeOut) {
    const Silence silence;
    Target target = target_in(silence.folder());
    target.location += "&connect_timeout=1";
    EXPECT_THAT(error_at(target).what(), HasSubstr("no answer in 1 s"));
}

TEST_F(Connecting, IsEndedByASignal) {
    const Silence silence;
    noted_signal = 2;
    const Error error = error_at(target_in(silence.folder()));
    noted_signal = 0;
    EXPECT_EQ(error.kind(), Error::Kind::Signal);
    EXPECT_EQ(error.signal(), 2);
}

TEST_F(Connecting, RefusesNamesThatTheServerWouldCutOff) {
    Target target = target_;
    target.location = "postgresql:///" + std::string(64, 'x') + "?host=" + folder_;
    EXPECT_EQ(error_at(target).kind(), Error::Kind::Usage);
    EXPECT_EQ(error_at(target_with("user=" + std::string(64, 'x'))).kind(), Error::Kind::Usage);
}

TEST_F(Connecting, RefusesATimeOutThatIsNone) {
    OpenOptions options = writing();
    options.lock_timeout = "soon'; DROP SCHEMA gmig; --";
    EXPECT_EQ(error_at(target_, options).kind(), Error::Kind::Usage);
    EXPECT_EQ(observer_->ask("SELECT to_regclass('gmig.step')"), "gmig.step");
}

TEST_F(Connecting, CutsALongApplicationNameBetweenCharacters) {
    OpenOptions options = writing();
    options.application = std::string(62, 'x') + "ä";
    const auto driver = connect(options);
    EXPECT_EQ(driver->query({"SELECT pg_catalog.current_setting('application_name')", {}}),
              (std::vector<Row>{{std::string(62, 'x')}}));
}

TEST_F(Connecting, ForReadingChangesNothing) {
    const auto reading = connect(OpenOptions{});
    EXPECT_EQ(
        error_of([&] {
            reading->write(std::vector<Query>{{"INSERT INTO gmig_step (id) VALUES ('a')", {}}});
        }).kind(),
        Error::Kind::Guard);
    EXPECT_EQ(reading->query({"SELECT count(*) FROM gmig_step", {}}), (std::vector<Row>{{"0"}}));
}

TEST_F(Connecting, ToAReadOnlyDatabaseIsForReading) {
    observer_->ask("ALTER DATABASE \"" + name_ + "\" SET default_transaction_read_only = on");
    EXPECT_EQ(error_at(target_).kind(), Error::Kind::Guard);
    EXPECT_TRUE(connect(OpenOptions{})->server().read_only);
}

TEST_F(Connecting, ShowsWhatItMayNotTouchAsADatabaseError) {
    observer_->ask("CREATE ROLE \"" + name_ + "\" LOGIN");
    PostgresqlDriver poor(target_with("user=" + name_), writing(), test_host());
    EXPECT_FALSE(poor.server().superuser);
    const Error error = error_of([&] { poor.query({"SELECT id FROM gmig_step", {}}); });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("permission denied"));
    observer_->ask("DROP ROLE \"" + name_ + "\"");
}

TEST(Pooler, IsKnownByAProcessThatTheServerDoesNotHave) {
    EXPECT_FALSE(is_pooled(24538, "24538", false));
    EXPECT_TRUE(is_pooled(53218172, "24538", false));
    EXPECT_FALSE(is_pooled(53218172, "24538", true));
}

TEST(Writing, IsRefusedWhereNothingCouldBeKept) {
    const auto refusal = [](bool ServerInfo::*what) {
        ServerInfo server;
        server.*what = true;
        return error_of([&] { refuse_unless_writable(server, false); }).kind();
    };
    EXPECT_EQ(refusal(&ServerInfo::pooled), Error::Kind::Guard);
    EXPECT_EQ(refusal(&ServerInfo::standby), Error::Kind::Guard);
    EXPECT_EQ(refusal(&ServerInfo::read_only), Error::Kind::Guard);
    EXPECT_NO_THROW(refuse_unless_writable(ServerInfo{}, false));
}

}  // namespace
}  // namespace gmig::db::postgresql
