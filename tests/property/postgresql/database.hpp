#pragma once

#include <gmig/schema/schema.hpp>

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

namespace gmig::property {

/// What a statement failed with; empty when it did not.
struct Refusal {
    std::string sqlstate;
    std::string message;
    [[nodiscard]] bool empty() const { return message.empty(); }
    /// The rows were to blame: a value, or a constraint.
    [[nodiscard]] bool of_rows() const {
        return sqlstate.starts_with("22") || sqlstate.starts_with("23");
    }
};

/// A new database on the server that tests/support/with-postgres runs; dropped at the end.
class Database {
public:
    explicit Database(const std::string& name);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Refusal try_run(const std::string& sql);
    /// Throws std::runtime_error when the server refuses.
    void run(const std::string& sql);
    std::vector<std::string> lines(const std::string& query);
    /// By gmig's driver.
    [[nodiscard]] schema::Schema schema() const;

private:
    std::string name_;
    std::string url_;
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

/// A statement on the server's own database.
void run_on_server(const std::string& sql);

}  // namespace gmig::property
