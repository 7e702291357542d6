#include "db/server/shadow_server.hpp"
#include "db/sqlite/driver.hpp"
#include <gmig/db/shadow.hpp>
#include <gmig/support/error.hpp>

#include <utility>

namespace gmig::db {
namespace {

Target in_memory() {
    return {.dialect = Dialect::Sqlite,
            .location = ":memory:",
            .shown = "the shadow database",
            .database = "shadow",
            .has_password = false};
}

std::unique_ptr<Driver> new_sqlite() {
    OpenOptions options;
    options.writing = true;
    return std::make_unique<sqlite::SqliteDriver>(in_memory(), options);
}

sqlite::SqliteDriver& as_sqlite(Driver& driver) {
    return static_cast<sqlite::SqliteDriver&>(driver);
}

}  // namespace

/// PostgreSQL: a database on a server. SQLite: nothing that would have to be removed.
struct Shadow::Place {
    Place() = default;
    Place(std::shared_ptr<ShadowServer> on, std::string name)
        : server(std::move(on)), database(std::move(name)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        if (server) {
            server->drop(database);
        }
    }

    std::shared_ptr<ShadowServer> server;
    std::string database;
};

Shadow::Shadow(std::unique_ptr<Place> place, std::unique_ptr<Driver> driver)
    : place_(std::move(place)), driver_(std::move(driver)) {}

Shadow::~Shadow() = default;
Shadow::Shadow(Shadow&&) noexcept = default;

// The connection goes before the database that it is to.
Shadow& Shadow::operator=(Shadow&& other) noexcept {
    driver_ = std::move(other.driver_);
    place_ = std::move(other.place_);
    return *this;
}

Shadow Shadow::make(Dialect dialect, const std::optional<Target>& near,
                    const OpenOptions& options) {
    if (dialect == Dialect::Sqlite) {
        return {std::make_unique<Place>(), new_sqlite()};
    }
    if (!near) {
        throw Error(Error::Kind::Internal, "a shadow is made without a server to make it on");
    }
    auto server = std::make_shared<ShadowServer>(*near, options);
    auto place = std::make_unique<Place>(server, server->create(std::nullopt));
    auto driver = server->connect(place->database);
    return {std::move(place), std::move(driver)};
}

Shadow Shadow::from_saved(std::string_view bytes) {
    Shadow shadow(std::make_unique<Place>(), new_sqlite());
    as_sqlite(*shadow.driver_).load(bytes);
    return shadow;
}

Shadow Shadow::copy() {
    if (!place_->server) {
        Shadow shadow(std::make_unique<Place>(), new_sqlite());
        as_sqlite(*shadow.driver_).copy_from(as_sqlite(*driver_));
        return shadow;
    }
    const std::shared_ptr<ShadowServer> server = place_->server;
    driver_.reset();
    auto place = std::make_unique<Place>(server, server->create(place_->database));
    driver_ = server->connect(place_->database);
    auto driver = server->connect(place->database);
    return {std::move(place), std::move(driver)};
}

std::string Shadow::saved() {
    if (place_->server) {
        throw Error(Error::Kind::Internal, "a PostgreSQL shadow is not saved as bytes");
    }
    return as_sqlite(*driver_).image();
}

ShadowRun Shadow::run(const Script& script, const sql::RunnableOptions& options, NoteTouches note) {
    const Dialect dialect = driver_->dialect();
    ShadowRun result;
    sql::Runnable runnable = sql::prepare(script, dialect, options);
    std::erase_if(runnable.statements, [&](const sql::Statement& statement) {
        const bool leave_out = sql::server_wide(dialect, statement);
        if (leave_out) {
            result.left_out.push_back(statement);
        }
        return leave_out;
    });
    if (dialect == Dialect::Sqlite && note == NoteTouches::Yes) {
        result.touches = as_sqlite(*driver_).touches_of([&] { carry_out(script, runnable); });
    } else {
        carry_out(script, runnable);
    }
    return result;
}

void Shadow::carry_out(const Script& script, const sql::Runnable& runnable) {
    if (runnable.statements.empty()) {
        return;
    }
    if (script.transaction == TransactionMode::On) {
        TransactionRun run;
        run.part = {&script, runnable};
        run.ledger = [](std::int64_t /*duration_us*/) { return std::vector<Query>(); };
        run.confirm = {"SELECT 1 WHERE 1 = 0", {}};
        run.fault_prefix = "shadow";
        driver_->run(run);
        return;
    }
    driver_->new_session();
    for (const sql::Statement& statement : runnable.statements) {
        driver_->run_alone(script, statement);
    }
}

}  // namespace gmig::db
