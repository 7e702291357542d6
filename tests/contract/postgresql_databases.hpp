#pragma once

#include "databases_fixture.hpp"

#include <cstdlib>
#include <string>
#include <vector>

namespace gmig::db {

/// What only a server's databases do.
class PostgresqlDatabases : public DatabasesContract {
protected:
    [[nodiscard]] Target server_target() const {
        return parse_url(std::getenv("GMIG_TEST_POSTGRES"), folder_.path());
    }
    /// Asked of the server's database "postgres", as its superuser.
    [[nodiscard]] std::string on_server(const std::string& sql) {
        if (!server_) {
            server_ = connect_to(server_target());
        }
        const std::vector<Row> rows = server_->query({sql, {}});
        return rows.empty() ? "" : rows.front().front().value_or("NULL");
    }
    [[nodiscard]] static std::string quoted(const Target& target) {
        return "\"" + target.database + "\"";
    }
    void alter(const Target& target, const std::string& what) {
        const std::string none = on_server("ALTER DATABASE " + quoted(target) + " " + what);
    }
    void execute(const std::string& sql) { const std::string none = on_server(sql); }

    /// A role that may log in, gone with the test; `may` are its attributes.
    std::string new_role(const std::string& may = {}) {
        roles_.push_back("role-" + std::to_string(roles_.size()) + here().database.substr(8));
        execute("CREATE ROLE \"" + roles_.back() + "\" LOGIN " + may);
        return roles_.back();
    }
    static Target as(Target target, const std::string& role) {
        const std::string user = "user=postgres";
        target.location.replace(target.location.find(user), user.size(), "user=" + role);
        return target;
    }

    void SetUp() override {
        DatabasesContract::SetUp();
        base_ = here().database;
    }
    void TearDown() override {
        server_.reset();
        for (const std::string& role : roles_) {
            for (const char* clean : {"DROP OWNED BY ", "REASSIGN OWNED BY "}) {
                execute(clean + ("\"" + role + "\"") +
                        (clean[0] == 'R' ? " TO postgres" : " CASCADE"));
            }
            execute("DROP ROLE \"" + role + "\"");
        }
    }

    std::unique_ptr<Driver> server_;
    std::vector<std::string> roles_;
    std::string base_;
};

inline std::vector<Engine> only_postgresql() {
    std::vector<Engine> found;
    for (const Engine& engine : engines()) {
        if (engine.dialect == Dialect::Postgresql) {
            found.push_back(engine);
        }
    }
    return found;
}

}  // namespace gmig::db
